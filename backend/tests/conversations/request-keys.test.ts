import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { assertSound, tally } from "../attacks/audit.ts";
import { parseEvents, type TestInvitee, useTestWorld } from "../test-world.ts";
import { askAside, branchWith, eventsOf, JSON_ONLY, sendIn, startOf } from "./lines.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "100000" });
afterEach(async () => {
  world.simulator.gate.open();
  world.simulator.clearFaults();
  await world.running.settled();
  await assertSound(world);
});
const failed = async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  world.simulator.fault({ kind: "unauthorized", lane: "partner", times: 1 });
  const { exchangeId } = startOf(await invitee.exchange(id, "Hello."));
  return { invitee, id, exchangeId };
};
const retry = (invitee: TestInvitee, exchangeId: string, key?: string, headers: Record<string, string> = {}) =>
  invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, { ...(key ? { "idempotency-key": key } : {}), ...headers });
const empty = (invitee: TestInvitee, exchangeId: string, key: string) =>
  invitee.post(`/v1/exchanges/${exchangeId}/branches`, {}, { "idempotency-key": key });

describe("a request's own key", () => {
  it("ten equal retries at once: one attempt, the same answer for all; again later, the same", async () => {
    const { invitee, exchangeId } = await failed();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => retry(invitee, exchangeId, key, JSON_ONLY)));
    expect(tally(answers)).toEqual({ 202: 10 });
    expect(new Set(answers.map(({ body }) => JSON.stringify(body))).size).toBe(1);
    await world.running.settled();
    const again = await retry(invitee, exchangeId, key, JSON_ONLY);
    expect(again.body).toEqual({ exchangeId, number: 1, attempt: 2, branchId: null });
    expect(parseEvents((await retry(invitee, exchangeId, key)).body).at(-1)).toMatchObject({
      type: "exchange-end",
      attempt: 2,
    });
    const { attempt } = await world.database.prisma.exchange.findUniqueOrThrow({ where: { id: exchangeId } });
    expect(attempt).toBe(2);
    // Without the key it is a new wish, and there is nothing to try again.
    expect((await retry(invitee, exchangeId)).body.code).toBe("not-retryable");
  });

  it("ten retries with ten keys at once: one attempt", async () => {
    const { invitee, exchangeId } = await failed();
    world.simulator.gate.close();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => retry(invitee, exchangeId, randomUUID(), JSON_ONLY)),
    );
    for (const { status, body } of answers)
      expect(status === 202 ? body.attempt : body.code).toBe(status === 202 ? 2 : "exchange-running");
    expect(answers.some(({ status }) => status === 202)).toBe(true);
    const { attempt } = await world.database.prisma.exchange.findUniqueOrThrow({ where: { id: exchangeId } });
    expect(attempt).toBe(2);
    expect(await world.database.prisma.requestKey.count({ where: { exchangeId } })).toBe(1);
  });

  it("an empty branch is made once for its key, and the answer stays the first one", async () => {
    const { invitee, id, exchangeId } = await failed();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => empty(invitee, exchangeId, key)));
    expect(tally(answers)).toEqual({ 201: 10 });
    const [made] = answers;
    await sendIn(invitee, id, made!.body.id, "Another way.");
    for (const { body } of [...answers, await empty(invitee, exchangeId, key)]) expect(body).toEqual(made!.body);
    expect(await world.database.prisma.branch.count({ where: { sessionId: id } })).toBe(1);
    expect((await invitee.post(`/v1/exchanges/${exchangeId}/branches`, {})).body.id).not.toBe(made!.body.id);
  });

  it("ten equal branches with their first exchange at once: one branch, one exchange, the same events for all", async () => {
    const { invitee, id, exchangeId } = await failed();
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => branchWith(invitee, exchangeId, "Another way.", { key })),
    );
    const first = eventsOf(answers[0]!);
    for (const answer of answers) expect(eventsOf(answer)).toEqual(first);
    expect(await world.database.prisma.branch.count({ where: { sessionId: id } })).toBe(1);
    expect(await world.database.prisma.exchange.count({ where: { sessionId: id } })).toBe(2);
  });

  it("ten equal asides at once: one answer, the same events for all", async () => {
    const { invitee, id } = await failed();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 10 }, () => askAside(invitee, id, "What now?", { key })));
    const first = eventsOf(answers[0]!);
    for (const answer of answers) expect(eventsOf(answer)).toEqual(first);
    expect(await world.database.prisma.usageLog.count({ where: { sessionId: id, chargedTokens: { gt: 0 } } })).toBe(1);
  });

  it("is of one request: another body, line or kind is refused, and does nothing", async () => {
    const { invitee, id, exchangeId } = await failed();
    const made = await invitee.post(`/v1/exchanges/${exchangeId}/branches`, {});
    const kinds = {
      exchange: (key: string) => sendIn(invitee, id, null, "Hello there.", { key }),
      otherExchange: (key: string) => sendIn(invitee, id, null, "Hello you.", { key }),
      inBranch: (key: string) => sendIn(invitee, id, made.body.id, "Hello there.", { key }),
      aside: (key: string) => askAside(invitee, id, "Hello there.", { key }),
      otherAside: (key: string) => askAside(invitee, id, "Hello you.", { key }),
      asideInBranch: (key: string) => askAside(invitee, id, "Hello there.", { key, branchId: made.body.id }),
      branch: (key: string) => empty(invitee, exchangeId, key),
      branchWith: (key: string) => branchWith(invitee, exchangeId, "Hello there.", { key }),
      retry: (key: string) => retry(invitee, exchangeId, key),
    };
    const names = Object.keys(kinds) as (keyof typeof kinds)[];
    for (const used of names) {
      const key = randomUUID();
      // A retry needs one that failed, the last of its line.
      if (used === "retry") continue;
      const first = await kinds[used](key);
      expect([200, 201]).toContain(first.status);
      const counts = () =>
        Promise.all([
          world.database.prisma.message.count({ where: { sessionId: id } }),
          world.database.prisma.branch.count({ where: { sessionId: id } }),
        ]);
      const before = await counts();
      for (const other of names) {
        const answer = await kinds[other](key);
        const code = other === used ? undefined : "key-reused";
        const status = other === used ? first.status : 409;
        expect([used, other, answer.status, answer.body.code]).toEqual([used, other, status, code]);
      }
      expect(await counts()).toEqual(before);
    }
  });

  it("a retry's key is of that retry alone", async () => {
    const { invitee, id, exchangeId } = await failed();
    const key = randomUUID();
    expect((await retry(invitee, exchangeId, key)).status).toBe(200);
    for (const answer of [
      await sendIn(invitee, id, null, "Hello.", { key }),
      await askAside(invitee, id, "Hello.", { key }),
      await empty(invitee, exchangeId, key),
    ])
      expect(answer.body.code).toBe("key-reused");
    expect((await retry(invitee, exchangeId, "no-uuid")).status).toBe(422);
  });
});
