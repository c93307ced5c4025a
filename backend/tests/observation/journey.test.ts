import { describe, expect, it } from "vitest";
import type { JourneyEntry } from "../../src/protocol/observation.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const staff = await atConsole(world, "STAFF");

const walk = async () => {
  const { id: invitationId, token } = await world.invite();
  await world.call("POST", "/v1/invitations/preview", { token });
  const invitee = await world.claimToken(token);
  const id = await invitee.start();
  await invitee.exchange(id, "It has been a long winter.");
  await invitee.exchange(id, "Which day is he coming?");
  const exchange = await prisma.exchange.findFirstOrThrow({ where: { sessionId: id, number: 2 } });
  await invitee.post(
    `/v1/sessions/${id}/asides`,
    { content: "How am I doing?" },
    { "idempotency-key": crypto.randomUUID() },
  );
  await invitee.post(`/v1/exchanges/${exchange.id}/branches`, {}, { "idempotency-key": crypto.randomUUID() });
  await staff.post(`/v1/admin/sessions/${id}/notes`, { content: "She stays calm." });
  await invitee.patch(`/v1/sessions/${id}`, { status: "PAUSED" });
  return { invitationId, invitee, id };
};
const journey = async (invitationId: string, limit: number): Promise<JourneyEntry[]> => {
  const items: JourneyEntry[] = [];
  for (let cursor: string | null = ""; cursor !== null;) {
    const { status, body } = await staff.get(
      `/v1/admin/invitations/${invitationId}/journey?limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`,
    );
    expect(status).toBe(200);
    expect(body.items.length).toBeLessThanOrEqual(limit);
    items.push(...body.items);
    cursor = body.cursor;
  }
  return items;
};

describe("the journey of an invitation", () => {
  it("is everything that happened with it, once, however small the pages are", async () => {
    const { invitationId, id } = await walk();
    const whole = await journey(invitationId, 200);
    for (const limit of [1, 3, 7]) expect(await journey(invitationId, limit)).toEqual(whole);
    expect(whole.map(({ at }) => at)).toEqual(
      whole
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    );
    const kinds = whole.map((entry) => entry.kind);
    expect([...new Set(kinds)].toSorted()).toEqual([
      "aside",
      "branch",
      "event",
      "exchange",
      "invitation",
      "note",
      "session",
    ]);
    expect(whole.flatMap((entry) => (entry.kind === "invitation" ? entry.step : [])).toSorted()).toEqual([
      "claimed",
      "made",
      "opened",
    ]);
    const exchanges = whole.flatMap((entry) => (entry.kind === "exchange" ? entry : []));
    expect(exchanges.map(({ number, status, user }) => [number, status, user])).toEqual([
      [2, "completed", "Which day is he coming?"],
      [1, "completed", "It has been a long winter."],
    ]);
    for (const { partner, chargedTokens, sessionId } of exchanges) {
      expect(partner).not.toBeNull();
      expect(chargedTokens).toBeGreaterThan(0);
      expect(sessionId).toBe(id);
    }
    const events = whole.flatMap((entry) => (entry.kind === "event" ? entry.name : []));
    expect(events).toContain("conversation_paused");
    expect(events).not.toContain("message_sent");
    const charged = await pool.query<{ sum: number }>(
      `SELECT sum("chargedTokens")::int AS sum FROM "UsageLog" WHERE "invitationId" = $1`,
      [invitationId],
    );
    const told = whole.flatMap((entry) =>
      entry.kind === "exchange" || entry.kind === "aside" ? entry.chargedTokens : [],
    );
    expect(told.reduce((sum, one) => sum + one, 0)).toBe(charged.rows[0]?.sum);
  });

  it("pages through things of one moment without losing or doubling any", async () => {
    const { invitationId, id } = await walk();
    await pool.query(
      `INSERT INTO "TelemetryEvent" (id, name, "sessionId", "createdAt") SELECT gen_random_uuid()::text, 'widget_poked', $1, '2026-01-01' FROM generate_series(1, 50)`,
      [id],
    );
    await pool.query(
      `INSERT INTO "ObservationNote" (id, "invitationId", "sessionId", "researcherId", content, timestamp) SELECT gen_random_uuid()::text, $1, $2, $3, 'x', '2026-01-01' FROM generate_series(1, 20)`,
      [invitationId, id, staff.userId],
    );
    const ids = (await journey(invitationId, 9)).map((entry) => entry.id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((one) => one.startsWith("event:")).length).toBeGreaterThanOrEqual(50);
    expect(ids.filter((one) => one.startsWith("note:"))).toHaveLength(21);
  });

  it("tells what staff did to it and who did, each once, also what was taken back, and of a group's invitation", async () => {
    const { invitationId, invitee } = await walk();
    const at = `/v1/admin/invitations/${invitationId}`;
    const other = await atConsole(world, "ADMIN");
    const act = (body: object) => staff.post("/v1/admin/invitations/acts", { ids: [invitationId], ...body });
    expect((await act({ act: "extend", days: 7 })).status).toBe(200);
    expect((await act({ act: "top-up", tokens: 5_000 })).status).toBe(200);
    expect((await other.patch(at, { label: "P-9" })).status).toBe(200);
    expect((await other.post(`${at}/revoke`)).status).toBe(200);
    const acts = async () =>
      (await journey(invitationId, 2)).flatMap((entry) =>
        entry.kind === "act" ? [[entry.action.replace("invitation.", ""), entry.detail, entry.by?.id]] : [],
      );
    const sofar = [
      ["revoke", {}, other.userId],
      ["change", { label: "changed" }, other.userId],
      ["change", { addedTokens: 5_000 }, staff.userId],
      ["change", { days: 7 }, staff.userId],
    ];
    expect(await acts()).toEqual(sofar);
    expect((await staff.post(`${at}/reissue`)).status).toBe(200);
    expect(await acts()).toEqual([["reissue", { version: 2 }, staff.userId], ...sofar]);
    const whole = await journey(invitationId, 200);
    expect(whole.filter((entry) => entry.kind === "invitation" && entry.step === "revoked")).toEqual([]);
    expect(whole.filter((entry) => entry.kind === "event" && entry.name === "quota_topped_up")).toEqual([]);
    expect(whole.map(({ id }) => id)).toEqual((await journey(invitationId, 3)).map(({ id }) => id));

    const group = await world.invite({ claimMode: "SHARED" });
    const child = await world.claimToken(group.token, "a device of the group");
    await staff.post(`/v1/admin/invitations/${group.id}/revoke`);
    const theirs = (await journey(child.invitation.id, 50)).filter(({ kind }) => kind === "act");
    expect(theirs).toMatchObject([{ action: "invitation.revoke", by: { id: staff.userId } }]);

    // An erasure ends it without an act on it.
    const erased = await other.post(`/v1/admin/users/${invitee.user.id}/erasure`, { confirm: true });
    expect(erased.status).toBe(200);
    const after = await journey(invitationId, 200);
    expect(after.flatMap((entry) => (entry.kind === "invitation" ? entry.step : []))).toContain("revoked");
  });

  it("holds nothing of anybody else's, and refuses a made-up cursor", async () => {
    const [one, other] = [await walk(), await walk()];
    // Steps of the invitation itself are told by their name.
    const idsOf = async (invitationId: string) =>
      (await journey(invitationId, 100)).filter(({ kind }) => kind !== "invitation").map((entry) => entry.id);
    const [mine, theirs] = [await idsOf(one.invitationId), await idsOf(other.invitationId)];
    expect(mine.length).toBeGreaterThan(5);
    expect(theirs.filter((entry) => mine.includes(entry))).toEqual([]);
    expect((await staff.get(`/v1/admin/invitations/${one.invitationId}/journey?cursor=x`)).status).toBe(422);
    expect((await staff.get(`/v1/admin/invitations/nothing/journey`)).status).toBe(404);
  });
});
