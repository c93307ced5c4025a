// One Idempotency-Key, sent at the same moment as requests of different kinds: it is good for one of them.
import { randomUUID } from "node:crypto";
import { afterEach, describe, expect, it } from "vitest";
import { askAside, branchWith, JSON_ONLY, sendIn, startOf } from "../conversations/lines.ts";
import { parseEvents, type TestInvitee, useTestWorld } from "../test-world.ts";
import { assertSound, tally } from "./audit.ts";

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
type Place = Awaited<ReturnType<typeof failed>>;
const retry = (invitee: TestInvitee, exchangeId: string, key: string, headers: Record<string, string> = JSON_ONLY) =>
  invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, { "idempotency-key": key, ...headers });

const KINDS = {
  exchange: ({ invitee, id }: Place, key: string) => sendIn(invitee, id, null, "And now?", { key, headers: JSON_ONLY }),
  aside: ({ invitee, id }: Place, key: string) => askAside(invitee, id, "And now?", { key, headers: JSON_ONLY }),
  branch: ({ invitee, exchangeId }: Place, key: string) =>
    invitee.post(`/v1/exchanges/${exchangeId}/branches`, {}, { "idempotency-key": key }),
  branchWith: ({ invitee, exchangeId }: Place, key: string) =>
    branchWith(invitee, exchangeId, "And now?", { key, headers: JSON_ONLY }),
  retry: ({ invitee, exchangeId }: Place, key: string) => retry(invitee, exchangeId, key),
};
type Kind = keyof typeof KINDS;
const names = Object.keys(KINDS) as Kind[];
const pairs = names.flatMap((one, place) => names.slice(place + 1).map((other): [Kind, Kind] => [one, other]));

describe("one key for two kinds of request at once", () => {
  it.each(pairs)("%s and %s: one is taken, the other told that the key is used", async (one, other) => {
    for (let round = 0; round < 3; round++) {
      const place = await failed();
      const key = randomUUID();
      const answers = await Promise.all([KINDS[one](place, key), KINDS[other](place, key)]);
      const taken = answers.filter(({ status }) => status < 300);
      expect(taken, JSON.stringify(tally(answers))).toHaveLength(1);
      expect(tally(answers)).toMatchObject({ "409 key-reused": 1 });
      // What was taken is told again, whatever the key was tried for beside it.
      const kind = (answers[0]?.status ?? 500) < 300 ? one : other;
      const again = await KINDS[kind](place, key);
      expect(again.body).toEqual(taken[0]!.body);
      await world.running.settled();
    }
  });
});

describe("a retry's key", () => {
  it("sent while another's attempt runs: never good for one attempt now and another later", async () => {
    const { invitee, exchangeId } = await failed();
    world.simulator.gate.close();
    world.simulator.fault({ kind: "unauthorized", lane: "partner", times: 1 });
    const [first, second] = [randomUUID(), randomUUID()];
    expect((await retry(invitee, exchangeId, first)).body.attempt).toBe(2);
    const beside = await retry(invitee, exchangeId, second);
    world.simulator.gate.open();
    await world.running.settled();
    world.simulator.clearFaults();
    const { attempt, status } = await world.database.prisma.exchange.findUniqueOrThrow({ where: { id: exchangeId } });
    expect([attempt, status]).toEqual([2, "FAILED"]);
    const later = await retry(invitee, exchangeId, second);
    expect([beside.status, beside.body.code, later.status]).toEqual([409, "exchange-running", 202]);
  });

  it("equal to one that runs: its events, all of them", async () => {
    const { invitee, exchangeId } = await failed();
    world.simulator.gate.close();
    const key = randomUUID();
    const first = await retry(invitee, exchangeId, key);
    const stream = retry(invitee, exchangeId, key, {});
    world.simulator.gate.open();
    expect(parseEvents((await stream).body).at(-1)).toMatchObject({ type: "exchange-end", exchangeId, attempt: 2 });
    expect(first.body.attempt).toBe(2);
  });
});
