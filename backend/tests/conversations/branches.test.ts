import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { assertSound, tally } from "../attacks/audit.ts";
import { parseEvents, useTestWorld } from "../test-world.ts";
import { branchWith, eventOf, eventsOf, expectCovered, JSON_ONLY, sendIn, startOf, tokensOf } from "./lines.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "100000" });
afterEach(async () => {
  world.simulator.gate.open();
  world.simulator.clearFaults();
  await world.running.settled();
  await expectCovered(world);
  await assertSound(world);
});
const begin = async (messages: string[] = []) => {
  const invitee = await world.claim();
  const id = await invitee.start();
  const exchanges: string[] = [];
  for (const message of messages) exchanges.push(startOf(await invitee.exchange(id, message)).exchangeId);
  return { invitee, id, exchanges };
};
type Line = { id: string; messages: { content: string; role: string }[]; exchanges: { number: number }[] };
const userWords = (line: { messages: { content: string; role: string }[] }) =>
  line.messages.filter(({ role }) => role === "user").map(({ content }) => content);

describe("a branch", () => {
  it("is made empty, goes on by its id, and leaves the main line as it was", async () => {
    const { invitee, id, exchanges } = await begin(["One.", "Two.", "Three."]);
    const { body: before } = await invitee.get(`/v1/sessions/${id}`);
    const made = await invitee.post(`/v1/exchanges/${exchanges[1]}/branches`, {});
    expect([made.status, made.body]).toEqual([
      201,
      { id: expect.any(String), parentId: null, fromNumber: 2, exchangeCount: 1 },
    ]);
    const first = startOf(eventsOf(await sendIn(invitee, id, made.body.id, "Two, but kinder.")));
    expect(first).toMatchObject({
      number: 2,
      branchId: made.body.id,
      branch: { ...made.body, exchangeCount: 2 },
      userMessage: { content: "Two, but kinder.", exchangeNumber: 2 },
    });
    const second = startOf(eventsOf(await sendIn(invitee, id, made.body.id, "And three.")));
    expect(second).toMatchObject({ number: 3, branchId: made.body.id });
    expect(second.branch).toBeUndefined();
    const { body: after } = await invitee.get(`/v1/sessions/${id}`);
    expect(after.messages).toEqual(before.messages);
    expect(after.exchanges).toEqual(before.exchanges);
    const [branch] = after.branches;
    expect(branch).toMatchObject({ id: made.body.id, fromNumber: 2, exchangeCount: 3, parentId: null });
    expect(userWords(branch)).toEqual(["Two, but kinder.", "And three."]);
    expect(branch.exchanges.map(({ number }: { number: number }) => number)).toEqual([2, 3]);
    expect(after.totalMessages).toBe(before.totalMessages + branch.messages.length);
    // The main line goes on from where it was.
    expect(startOf(await invitee.exchange(id, "Four."))).toMatchObject({ number: 4, branchId: null });
  });

  it("of a branch shares what both of its ancestors had", async () => {
    const { invitee, id, exchanges } = await begin(["One.", "Two."]);
    const branch = startOf(eventsOf(await branchWith(invitee, exchanges[1]!, "Two again.")));
    const third = startOf(eventsOf(await sendIn(invitee, id, branch.branchId, "Three in it.")));
    const twig = startOf(eventsOf(await branchWith(invitee, third.exchangeId, "Three another way.")));
    expect(twig.branch).toMatchObject({ parentId: branch.branchId, fromNumber: 3, exchangeCount: 3 });
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.branches.map((line: Line) => userWords(line))).toEqual([
      ["Two again.", "Three in it."],
      ["Three another way."],
    ]);
  });

  it("may go off from an exchange that failed, and from one that still runs", async () => {
    const { invitee, id } = await begin(["One."]);
    world.simulator.fault({ kind: "unauthorized", lane: "partner", times: 1 });
    const failed = startOf(await invitee.exchange(id, "Two."));
    const branch = startOf(eventsOf(await branchWith(invitee, failed.exchangeId, "Two, after it failed.")));
    expect(branch.number).toBe(2);
    world.simulator.gate.close({ lane: "partner" });
    const running = await sendIn(invitee, id, null, "Three.", { headers: JSON_ONLY });
    expect((await invitee.post(`/v1/exchanges/${running.body.exchangeId}/branches`, {})).status).toBe(201);
    const refused = await branchWith(invitee, running.body.exchangeId, "Three another way.");
    expect([refused.status, refused.body.code, refused.body.exchangeId]).toEqual([
      409,
      "exchange-running",
      running.body.exchangeId,
    ]);
    const { body } = await invitee.get(`/v1/sessions/${id}`);
    expect(body.branches).toHaveLength(2);
    expect(body.openExchanges).toMatchObject([{ exchangeId: running.body.exchangeId, branchId: null }]);
  });

  it("that does not fit leaves nothing behind", async () => {
    const { invitee, id, exchanges } = await begin(["One."]);
    const { used } = (await invitee.get("/v1/me")).body.invitation.quota;
    await world.database.pool.query(
      `UPDATE "Invitation" SET quota = jsonb_set(quota, '{tokens}', to_jsonb($2::int)) WHERE id = $1`,
      [invitee.invitation.id, used + 100],
    );
    const refused = await branchWith(invitee, exchanges[0]!, "Another way.");
    expect([refused.status, refused.body.code]).toEqual([402, "exhausted"]);
    expect(await world.database.prisma.branch.count({ where: { sessionId: id } })).toBe(0);
    expect(await world.database.prisma.requestKey.count({ where: { sessionId: id, kind: "branch" } })).toBe(0);
    expect((await tokensOf(world, invitee.invitation.id)).reserved).toBe(0);
  });

  it("is retried by the last of its own line", async () => {
    const { invitee, id, exchanges } = await begin(["One.", "Two."]);
    world.simulator.fault({ kind: "unauthorized", lane: "partner", times: 1 });
    const failed = startOf(eventsOf(await branchWith(invitee, exchanges[0]!, "One again.")));
    const { body: view } = await invitee.get(`/v1/sessions/${id}`);
    expect(view.branches[0].exchanges).toMatchObject([{ status: "failed", retryable: true }]);
    const events = parseEvents((await invitee.post(`/v1/exchanges/${failed.exchangeId}/retry`)).body);
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed", attempt: 2 });
    world.simulator.fault({ kind: "unauthorized", lane: "partner", times: 1 });
    const second = startOf(eventsOf(await sendIn(invitee, id, failed.branchId, "Two in it.")));
    await sendIn(invitee, id, failed.branchId, "Three in it.");
    const tooLate = await invitee.post(`/v1/exchanges/${second.exchangeId}/retry`);
    expect([tooLate.status, tooLate.body.code]).toEqual([409, "not-retryable"]);
  });

  it("is unknown to strangers and to other sessions, and not possible in a completed session", async () => {
    const { invitee, id, exchanges } = await begin(["One."]);
    const stranger = await world.claim();
    expect((await stranger.post(`/v1/exchanges/${exchanges[0]}/branches`, {})).status).toBe(404);
    const made = await invitee.post(`/v1/exchanges/${exchanges[0]}/branches`, {});
    const other = await invitee.start({ new: true });
    for (const answer of [
      await sendIn(invitee, other, made.body.id, "Hello."),
      await sendIn(invitee, id, "no", "Hello."),
    ])
      expect([answer.status, answer.body.code]).toEqual([404, "not-found"]);
    await invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
    for (const answer of [
      await invitee.post(`/v1/exchanges/${exchanges[0]}/branches`, {}),
      await branchWith(invitee, exchanges[0]!, "Another way."),
      await sendIn(invitee, id, made.body.id, "Another way."),
    ])
      expect([answer.status, answer.body.code]).toEqual([409, "wrong-step"]);
  });

  it("ten sends into one branch at once: one exchange, nine are told what runs", async () => {
    const { invitee, id, exchanges } = await begin(["One.", "Two."]);
    const made = await invitee.post(`/v1/exchanges/${exchanges[1]}/branches`, {});
    world.simulator.gate.close();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => sendIn(invitee, id, made.body.id, "Two again.", { headers: JSON_ONLY })),
    );
    expect(tally(answers)).toEqual({ 202: 1, "409 exchange-running": 9 });
  });

  it("ten branches with their first exchange at once: one is made, and no empty ones", async () => {
    const { invitee, id, exchanges } = await begin(["One.", "Two."]);
    world.simulator.gate.close();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => branchWith(invitee, exchanges[1]!, "Two again.", { headers: JSON_ONLY })),
    );
    expect(tally(answers)).toEqual({ 202: 1, "409 exchange-running": 9 });
    expect(await world.database.prisma.branch.count({ where: { sessionId: id } })).toBe(1);
  });

  it("is told again from the database when the log has forgotten it, the same", async () => {
    const { invitee, id, exchanges } = await begin(["One."]);
    const key = randomUUID();
    const first = eventsOf(await branchWith(invitee, exchanges[0]!, "One again.", { key }));
    await world.log.forget(id);
    const again = eventsOf(await branchWith(invitee, exchanges[0]!, "One again.", { key }));
    expect(startOf(again)).toEqual({ ...startOf(first), id: "" });
    for (const type of ["partner-end", "exchange-end"] as const)
      expect({ ...eventOf(again, type), id: "" }).toEqual({ ...eventOf(first, type), id: "" });
  });
});
