import { setTimeout as sleep } from "node:timers/promises";
import type { AppContext } from "../app-context.ts";
import type { Message } from "../protocol/conversation.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import { asideById } from "./aside-store.ts";
import type { SessionRow } from "./conversation-store.ts";
import type { QuotaWorld } from "./forecast.ts";
import { retoldAside, retoldExchange } from "./retell.ts";
import type { LogEntry } from "./session-log.ts";
import { sessionView, snapshotOf } from "./session-view.ts";

/** Between two looks for a log that ended under a reader. */
const LOOK_AGAIN_MS = 100;

type World = QuotaWorld & Pick<AppContext, "database" | "log" | "running" | "observers" | "logger" | "serverId">;

/** The coach's messages that an event gives a reader, comments and answers to asides. */
const givenBy = (event: StreamEvent): Message[] => {
  if (event.type === "coach-end" || event.type === "aside-end") return event.message ? [event.message] : [];
  if (event.type !== "snapshot") return [];
  return [
    ...event.messages,
    ...event.branches.flatMap(({ messages }) => messages),
    ...event.asides.flatMap(({ answer }) => answer ?? []),
  ];
};

/** What the coach said and a reader is given counts as delivered. */
const noteDelivery = (world: World, event: StreamEvent): void => {
  const ids = givenBy(event)
    .filter(({ role, deliveredAt }) => role === "coach" && deliveredAt === null)
    .map(({ id }) => id);
  if (ids.length > 0)
    void world.exchangeStore
      .markDelivered(ids)
      .catch((error: unknown) => world.logger.warn({ err: error }, "a delivery was not recorded"));
};

/** Everything strictly after the cursor, then live. Without a cursor, or with one that is gone: a snapshot first. */
export async function* readSession(
  world: World,
  session: SessionRow,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  let from = cursor;
  if (from === null || !(await world.log.reaches(session.id, from))) {
    const now = await world.conversationStore.sessionById(session.id);
    const view = await sessionView(world, now ?? session);
    from = view.cursor;
    const event = snapshotOf(view);
    yield { id: view.cursor, event };
    noteDelivery(world, event);
  }
  for await (const entry of world.log.read(session.id, from, signal)) {
    yield entry;
    noteDelivery(world, entry.event);
  }
}

/** One exchange or aside of a session: how to find it, tell it anew, and know its events. */
type Part = {
  id: string;
  find: () => Promise<{ status: string; owner: string } | null>;
  retold: (view: Awaited<ReturnType<typeof sessionView>>) => StreamEvent[];
  belongs: (event: StreamEvent) => boolean;
  isEnd: (event: StreamEvent) => boolean;
};
/**
 * What is told of one part, from its start to its end. From the log where it still has it, else told anew from the
 * database, in the same order and with the same texts.
 */
async function* readPart(world: World, session: SessionRow, part: Part, signal: AbortSignal): AsyncGenerator<LogEntry> {
  const now = await world.log.position(session.id);
  let start = await world.log.startOf(session.id, part.id);
  if (start === null) {
    const row = await part.find();
    const isOurs = row?.status === "RUNNING" && row.owner === world.serverId;
    if (!isOurs) yield* retell(world, session, part);
    if (row?.status !== "RUNNING") return;
    // It has only just been stored, or another server has it: what comes is after `now`.
    start = now;
  }
  while (!signal.aborted) {
    for await (const entry of world.log.read(session.id, start, signal)) {
      if (entry.event.type !== "quota" && !part.belongs(entry.event)) continue;
      yield entry;
      noteDelivery(world, entry.event);
      if (part.isEnd(entry.event)) return;
    }
    if (signal.aborted) return;
    // The log ended before the part did: it was lost, or begun again. What it had is in the database, or comes again.
    await sleep(LOOK_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    start = await world.log.position(session.id);
    const row = await part.find();
    yield* retell(world, session, part);
    if (row?.status !== "RUNNING") return;
  }
}

async function* retell(world: World, session: SessionRow, part: Part): AsyncGenerator<LogEntry> {
  const view = await sessionView(world, session);
  const events = part.retold(view);
  // Only the last has an id (SSE keeps the one before): who is cut off here asks for all of it again.
  for (const [place, event] of events.entries()) yield { id: place === events.length - 1 ? view.cursor : "", event };
}

/** One exchange's events, up to the end of that attempt. */
export const readExchange = (
  world: World,
  session: SessionRow,
  exchangeId: string,
  attempt: number,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> =>
  readPart(
    world,
    session,
    {
      id: exchangeId,
      find: () => world.exchangeStore.exchange(exchangeId),
      retold: (view) => retoldExchange(view, exchangeId),
      belongs: (event) => "exchangeId" in event && event.exchangeId === exchangeId,
      isEnd: (event) => event.type === "exchange-end" && event.exchangeId === exchangeId && event.attempt >= attempt,
    },
    signal,
  );

/** One aside's events. */
export const readAside = (
  world: World,
  session: SessionRow,
  asideId: string,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> =>
  readPart(
    world,
    session,
    {
      id: asideId,
      find: () => asideById(world.database.pool, asideId),
      retold: (view) => retoldAside(view, asideId),
      belongs: (event) =>
        event.type === "aside-start" ? event.aside.id === asideId : "asideId" in event && event.asideId === asideId,
      isEnd: (event) => event.type === "aside-end" && event.asideId === asideId,
    },
    signal,
  );
