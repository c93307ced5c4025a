// An observer on one instance, the invitee on the other: what both have on the screen is the same, whenever staff join.
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { followLog, laneText } from "../read-log.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestRedis } from "../test-redis.ts";
import { type SentEvent, type TestWorld, useTwoInstances } from "../test-world.ts";

const redis = await useTestRedis();
const inMemory = await useTwoInstances();
const joined = redis && (await useTwoInstances({ REDIS_URL: redis.url }));
const until = async (holds: () => boolean, what: string): Promise<void> => {
  for (let tries = 0; tries < 2_000; tries++) {
    if (holds()) return;
    await sleep(10);
  }
  throw new Error(`it never came: ${what}`);
};
const LINES = ["It has been a long winter.", "Which day is he coming?", "I hear that it is urgent for you."];

/** What somebody who reads these events has of every exchange: both lanes. */
const transcriptOf = (events: SentEvent[], exchangeIds: string[]) =>
  exchangeIds.map((id) => ({ id, partner: laneText(events, id, "partner"), coach: laneText(events, id, "coach") }));
const endsIn = (events: SentEvent[]): number => events.filter(({ type }) => type === "exchange-end").length;

const shared = ({ a, b }: { a: TestWorld; b: TestWorld }): void => {
  it("several staff join on either instance at every moment: each has what the invitee has, without a gap", async () => {
    const invitee = await a.claim();
    const id = await invitee.start();
    const staff = await Promise.all([1, 2, 3].map(() => atConsole(b, "STAFF")));
    const path = `/v1/admin/sessions/${id}/observe`;
    const theirs = followLog({ path: `/v1/sessions/${id}/events`, headers: invitee.bearer }, () => [a.url]);
    const observers: ReturnType<typeof followLog>[] = [];
    const join = (at: number, urls: string[]): void =>
      void observers.push(followLog({ path, headers: { ...staff[at]!.headers } }, () => urls));
    const cut = (token: number) => a.simulator.gate.close({ lane: "partner", afterTokens: token });

    join(0, [b.url]);
    await until(() => observers[0]!.events.length > 0, "the first observer's snapshot");
    // In the middle of a reply, between its words.
    cut(6);
    const first = invitee.exchange(id, LINES[0]!);
    await until(() => a.simulator.gate.waiting > 0, "the partner speaks");
    join(1, [b.url, a.url]);
    await until(() => observers[1]!.events.length > 0, "the second observer's snapshot");
    a.simulator.gate.open();
    await first;
    await invitee.exchange(id, LINES[1]!);
    join(2, [a.url]);
    await until(() => observers[2]!.events.length > 0, "the third observer's snapshot");
    await invitee.exchange(id, LINES[2]!);

    await until(() => endsIn(theirs.events) === 3, "the invitee's own reading");
    await until(() => endsIn(observers[0]!.events) === 3, "the observer's reading");
    await until(() => observers.every(({ events }) => events.some((event) => event.type === "exchange-end")), "all");
    const rows = await a.database.prisma.exchange.findMany({ where: { sessionId: id }, orderBy: { number: "asc" } });
    const ids = rows.map((row) => row.id);
    const stored = await a.database.prisma.message.findMany({ where: { sessionId: id, exchangeId: { not: null } } });
    const said = (exchangeId: string, role: string) =>
      stored.find((message) => message.exchangeId === exchangeId && message.role === role)?.content ?? "";
    const truth = ids.map((one) => ({ id: one, partner: said(one, "partner"), coach: said(one, "coach") }));
    expect(truth.every(({ partner }) => partner !== "")).toBe(true);
    expect(transcriptOf(theirs.events, ids)).toEqual(truth);
    for (const { events } of observers) expect(transcriptOf(events, ids)).toEqual(truth);
    // Who was there from the first delta has every event of the log with the same ids, but who watches.
    const log = (events: SentEvent[]) => {
      const from = events.findIndex((event) => event.type === "exchange-start");
      return events.slice(from).filter(({ type }) => type !== "presence" && type !== "snapshot");
    };
    expect(log(observers[0]!.events)).toEqual(log(theirs.events));
    // Staff's detail, from the database on the other instance, says the same.
    const detail = (await staff[0]!.get(`/v1/admin/sessions/${id}`)).body;
    expect(
      detail.messages
        .filter((message: { role: string }) => message.role === "partner")
        .map((m: { content: string }) => m.content)
        .slice(-3),
    ).toEqual(truth.map(({ partner }) => partner));

    const presences = () => theirs.events.flatMap((event) => (event.type === "presence" ? event.observers : []));
    expect(Math.max(...presences())).toBe(3);
    for (const observer of observers) observer.stop();
    await until(() => presences().at(-1) === 0, "nobody watches any more");
    theirs.stop();
    await Promise.all([theirs, ...observers].map(({ done }) => done));
  }, 60_000);
};

describe("joined in one process", () => {
  shared(inMemory);
});
describe.skipIf(!joined)("joined by Redis", () => {
  if (joined) shared(joined);
});
