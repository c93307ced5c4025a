import { describe, expect, it } from "vitest";
import { assertSound } from "../attacks/audit.ts";
import { useTestWorld } from "../test-world.ts";
import {
  aside,
  branchWith,
  eventOf,
  eventsOf,
  expectCovered,
  expectPrefix,
  sendIn,
  sentSince,
  startOf,
} from "./lines.ts";

const world = await useTestWorld();
const MARKS = [
  "main-one-amber",
  "main-two-birch",
  "main-three-cedar",
  "branch-two-damson",
  "branch-three-elder",
  "twig-three-fir",
] as const;
const [ONE, TWO, THREE, BRANCH_TWO, BRANCH_THREE, TWIG_THREE] = MARKS;
const SECRETS = ["secret-grape", "secret-hazel"] as const;
const say = (mark: string) => `I hear you, and I want to speak about the ${mark}. Which day suits you?`;

/** Main 1 2, aside, main 3, branch before 2: 2 3, aside in it, twig of the branch before 3: 3. */
const play = async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  const place = world.simulator.journal.length;
  await invitee.exchange(id, say(ONE));
  const two = startOf(await invitee.exchange(id, say(TWO)));
  await aside(invitee, id, `What do I say next about the ${SECRETS[0]}?`);
  await invitee.exchange(id, say(THREE));
  const branch = startOf(eventsOf(await branchWith(invitee, two.exchangeId, say(BRANCH_TWO))));
  const inBranch = startOf(eventsOf(await sendIn(invitee, id, branch.branchId, say(BRANCH_THREE))));
  await aside(invitee, id, `How am I doing with the ${SECRETS[1]}?`, { branchId: branch.branchId ?? "" });
  const twig = startOf(eventsOf(await branchWith(invitee, inBranch.exchangeId, say(TWIG_THREE))));
  await world.running.settled();
  return { invitee, id, place, branch, twig };
};

describe("what each lane is sent", () => {
  it("the partner: its own line alone, each context a prefix of the next in that line", async () => {
    const { id, place } = await play();
    const { partner } = sentSince(world, place);
    const marksOf = (body: (typeof partner)[number]) => MARKS.filter((mark) => JSON.stringify(body).includes(mark));
    expect(partner.map(marksOf)).toEqual([
      [ONE],
      [ONE, TWO],
      [ONE, TWO, THREE],
      [ONE, BRANCH_TWO],
      [ONE, BRANCH_TWO, BRANCH_THREE],
      [ONE, BRANCH_TWO, TWIG_THREE],
    ]);
    for (const [shorter, longer] of [
      [0, 1],
      [1, 2],
      [0, 3],
      [3, 4],
      [3, 5],
    ])
      expectPrefix(partner[shorter as number]!, partner[longer as number]!);
    const coachSaid = await world.database.prisma.message.findMany({ where: { sessionId: id, role: "coach" } });
    expect(coachSaid.length).toBeGreaterThan(2);
    for (const body of partner) {
      const text = JSON.stringify(body);
      for (const secret of SECRETS) expect(text).not.toContain(secret);
      for (const { content } of coachSaid) expect(text).not.toContain(JSON.stringify(content).slice(1, -1));
    }
    await expectCovered(world);
    await assertSound(world);
  });

  it("the coach: the whole session, each context a prefix of the next, branches labelled, asides in their place", async () => {
    const { place } = await play();
    const { coach } = sentSince(world, place);
    expect(coach).toHaveLength(8);
    for (const [at, body] of coach.entries()) if (coach[at + 1]) expectPrefix(body, coach[at + 1]!);
    const headings = coach
      .at(-1)!
      .messages.filter(({ role }) => role === "user")
      .map(({ content }) => content.split("\n")[0]);
    expect(headings.filter((heading) => heading !== "## Opening")).toEqual([
      "## Exchange 1",
      "## Exchange 2",
      "## Aside",
      "## Exchange 3",
      "## Exchange 2, another try (going back to before exchange 2)",
      "## Exchange 3, another try (going back to before exchange 2)",
      "## Aside",
      "## Exchange 3, another try 2 (going back to before exchange 3)",
    ]);
    const asides = coach.at(-1)!.messages.filter(({ content }) => content.startsWith("## Aside"));
    expect(asides[0]?.content).toBe(
      `## Aside\nThe invitee asks you in private:\n> What do I say next about the ${SECRETS[0]}?`,
    );
  });

  it("the model call of an aside says what it saw", async () => {
    const { id } = await play();
    const calls = await world.database.prisma.modelCall.findMany({
      where: { usageLog: { sessionId: id }, asideId: { not: null } },
      include: { usageLog: true },
      orderBy: { createdAt: "asc" },
    });
    expect(calls.map(({ usageLog, exchangeId }) => [usageLog.streamType, exchangeId])).toEqual([
      ["coach", null],
      ["coach", null],
    ]);
    const session = await world.database.prisma.message.findMany({ where: { sessionId: id } });
    const second = await world.database.prisma.aside.findFirstOrThrow({ where: { sessionId: id, number: 2 } });
    const question = session.find((message) => message.asideId === second.id && message.role === "user");
    const seen = session.filter((message) => message.id <= (question?.id ?? 0)).map((message) => message.id);
    expect(calls[1]?.messageIds.toSorted((a, b) => a - b)).toEqual(seen.toSorted((a, b) => a - b));
  });

  it("an aside that was asked while the partner spoke stands before that exchange, and its hold covers the comment", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, say(ONE));
    const place = world.simulator.journal.length;
    world.simulator.gate.close({ lane: "partner", afterTokens: 2 });
    const running = invitee.exchange(id, say(TWO));
    await expect.poll(() => world.simulator.gate.waiting).toBe(1);
    const long = `${"I do not know how to go on, it is all so much. ".repeat(150)} What do I say?`;
    const asked = await aside(invitee, id, long);
    expect(eventOf(asked, "aside-end")).toMatchObject({ status: "completed" });
    world.simulator.gate.open();
    const events = await running;
    expect(eventOf(events, "coach-end").missing).not.toBe("failed");
    const { coach } = sentSince(world, place);
    expect(coach).toHaveLength(2);
    expectPrefix(coach[0]!, coach[1]!);
    await world.running.settled();
    await expectCovered(world);
    await assertSound(world);
  });
});
