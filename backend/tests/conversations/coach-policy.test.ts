import { describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();

const scenarioWith = async (slug: string, coachPolicy: object): Promise<void> => {
  const {
    id: _id,
    createdAt: _at,
    updatedAt: _on,
    slug: _slug,
    versions,
    ...draft
  } = await world.database.prisma.scenario.findUniqueOrThrow({
    where: { slug: "the-heating-is-off" },
    include: { versions: true },
  });
  const { id: _version, scenarioId: _scenario, publishedAt: _published, publishedById: _by, ...version } = versions[0]!;
  await world.database.prisma.scenario.create({
    data: {
      ...draft,
      slug,
      coachPolicy,
      versions: { create: { ...version, coachPolicy: coachPolicy as never } },
    } as never,
  });
};
const missingAfter = async (
  slug: string,
  exchanges: number,
): Promise<{ id: number; missing: (string | null)[]; invitee: Awaited<ReturnType<typeof world.claim>> }> => {
  const invitee = await world.claim({ scenarioSlug: slug });
  const id = await invitee.start();
  for (let number = 1; number <= exchanges; number++)
    await invitee.exchange(id, `Message ${number}: I hear that this is hard for you.`);
  const { body } = await invitee.get(`/v1/sessions/${id}`);
  return {
    id,
    invitee,
    missing: body.exchanges.map((exchange: { coachMissing: string | null }) => exchange.coachMissing),
  };
};

describe("the coach's policy", () => {
  it.each([
    ["off", { when: "off" }, ["policy", "policy", "policy"]],
    ["request", { when: "request" }, ["policy", "policy", "policy"]],
  ])("%s: no comment, no call, nothing reserved for one", async (slug, policy, expected) => {
    await scenarioWith(`policy-${slug}`, policy);
    const { id, missing } = await missingAfter(`policy-${slug}`, 3);
    expect(missing).toEqual(expected);
    expect(await world.database.prisma.usageLog.count({ where: { sessionId: id, streamType: "coach" } })).toBe(0);
    expect(await world.database.prisma.hold.count({ where: { lane: "coach", exchange: { sessionId: id } } })).toBe(0);
  });

  it("every second: the second and the fourth", async () => {
    await scenarioWith("policy-every", { when: "every", every: 2 });
    const { missing } = await missingAfter("policy-every", 4);
    expect([missing[0], missing[2]]).toEqual(["policy", "policy"]);
    expect(missing[1]).not.toBe("policy");
    expect(missing[3]).not.toBe("policy");
  });

  it("at the end: one comment on the last exchange, once the session is completed", async () => {
    await scenarioWith("policy-end", { when: "end" });
    const { id, missing, invitee } = await missingAfter("policy-end", 2);
    expect(missing).toEqual(["policy", "policy"]);
    expect((await invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" })).status).toBe(200);
    await world.running.settled();
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.messages.at(-1)).toMatchObject({ role: "coach", exchangeNumber: 2 });
    expect(body.exchanges.map((exchange: { coachMissing: string | null }) => exchange.coachMissing)).toEqual([
      "policy",
      null,
    ]);
    const invitation = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: invitee.invitation.id },
    });
    const rows = await world.database.prisma.usageLog.findMany({ where: { sessionId: id } });
    expect(invitation.usage).toEqual({ tokens: rows.reduce((sum, row) => sum + row.chargedTokens, 0), reserved: 0 });
  });

  it("a coach that is quiet is recorded as having nothing to add", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    for (const text of [
      "You always lie to us.",
      "You never do anything.",
      "You are a liar and I will sue you.",
      "You always ignore me.",
      "You are hopeless.",
    ])
      await invitee.exchange(id, text);
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.exchanges.map((exchange: { coachMissing: string | null }) => exchange.coachMissing)).toContain(
      "nothing-to-add",
    );
    expect(JSON.stringify(body.messages)).not.toContain("(nothing to add)");
  });
});
