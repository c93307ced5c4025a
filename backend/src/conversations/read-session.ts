import type { AppContext } from "../app-context.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { SessionRow } from "./conversation-store.ts";
import { problemText } from "./run-exchange.ts";
import type { QuotaWorld } from "./forecast.ts";
import type { LogEntry } from "./session-log.ts";
import { sessionView, snapshotOf } from "./session-view.ts";
import type { StreamProblemCode } from "../protocol/problems.ts";

type World = QuotaWorld & Pick<AppContext, "log" | "running" | "logger" | "serverId">;

/** Comments that a reader is given count as delivered. */
const noteDelivery = (world: World, event: StreamEvent): void => {
  const ids =
    event.type === "coach-end" && event.message
      ? [event.message.id]
      : event.type === "snapshot"
        ? event.messages
            .filter((message) => message.role === "coach" && message.deliveredAt === null)
            .map((message) => message.id)
        : [];
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

const belongs = (event: StreamEvent, exchangeId: string): boolean =>
  event.type === "quota" || ("exchangeId" in event && event.exchangeId === exchangeId);

/**
 * One exchange's events from its start to its end. From the log where it still has them, else told anew from the
 * database, in the same order and with the same texts.
 */
export async function* readExchange(
  world: World,
  session: SessionRow,
  exchangeId: string,
  attempt: number,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  const now = await world.log.position(session.id);
  let start = await world.log.startOf(session.id, exchangeId);
  if (start === null) {
    const exchange = await world.exchangeStore.exchange(exchangeId);
    const isOurs = exchange?.status === "RUNNING" && exchange.owner === world.serverId;
    if (!isOurs) yield* retell(world, session, exchangeId);
    if (exchange?.status !== "RUNNING") return;
    // It has only just been stored, or another server has it: what comes is after `now`.
    start = now;
  }
  for await (const entry of world.log.read(session.id, start, signal)) {
    if (!belongs(entry.event, exchangeId)) continue;
    yield entry;
    noteDelivery(world, entry.event);
    if (entry.event.type === "exchange-end" && entry.event.attempt >= attempt) return;
  }
}

async function* retell(world: World, session: SessionRow, exchangeId: string): AsyncGenerator<LogEntry> {
  const view = await sessionView(world, session);
  const exchange = view.exchanges.find(({ id }) => id === exchangeId);
  const said = (role: string) =>
    view.messages.find((message) => message.exchangeId === exchangeId && message.role === role) ?? null;
  const [user, partner, coach] = [said("user"), said("partner"), said("coach")];
  if (!exchange || !user) return;
  const { number, attempt } = exchange;
  const events: StreamEvent[] = [{ type: "exchange-start", exchangeId, number, attempt, userMessage: user }];
  if (partner) events.push({ type: "partner-delta", exchangeId, attempt, text: partner.content, offset: 0 });
  const ended = exchange.status !== "running";
  if (ended || partner)
    events.push({
      type: "partner-end",
      exchangeId,
      attempt,
      message: partner,
      stopReason: partner?.stopReason ?? "error",
    });
  if (coach) events.push({ type: "coach-delta", exchangeId, attempt, text: coach.content, offset: 0 });
  if (ended) {
    events.push({
      type: "coach-end",
      exchangeId,
      attempt,
      message: coach,
      ...(exchange.coachMissing ? { missing: exchange.coachMissing } : {}),
    });
    if (exchange.problemCode) {
      const code = exchange.problemCode as StreamProblemCode;
      events.push({
        type: "problem",
        exchangeId,
        lane: "partner",
        code,
        detail: problemText(code),
        retryable: exchange.retryable,
      });
    }
    events.push({ type: "quota", ...view.quota });
    events.push({
      type: "exchange-end",
      exchangeId,
      attempt,
      status: exchange.status === "running" ? "failed" : exchange.status,
      retryable: exchange.retryable,
    });
  }
  // Only the last has an id (SSE keeps the one before): who is cut off here asks for all of it again.
  for (const [place, event] of events.entries()) yield { id: place === events.length - 1 ? view.cursor : "", event };
}
