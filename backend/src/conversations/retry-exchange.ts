import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { sha256 } from "../identity/derive-key.ts";
import { Problem } from "../problem.ts";
import { holdsFor, reserveRetry } from "../quotas/reserve-store.ts";
import { chooseReservation, exhausted, keptForExchange } from "./choose-reservation.ts";
import type { SessionRow } from "./conversation-store.ts";
import type { ExchangeRow } from "./exchange-store.ts";
import { oncePerKey, replayOf } from "./known-key.ts";
import { assertWritable, openSession, turnProblem, unlessBusy, unlessOvertaken } from "./open-session.ts";
import { spendOf } from "./spend-of.ts";
import { begin, modelsOf, replayedExchange, type StartedExchange } from "./start-exchange.ts";
import { everyExchange, type TranscriptExchange } from "./transcript.ts";
import { worldOf } from "./world-of.ts";

/**
 * Another attempt of a failed or stopped exchange, the last of its line: same user message, a higher attempt. One that
 * was stopped leaves what the next exchange needs; a failed one may always be tried again where it fits.
 * @param key the request's Idempotency-Key, where it has one
 * @throws Problem not-found, expired, revoked, key-reused, wrong-step, exchange-running, not-retryable, exhausted,
 *   kept-for-exchange, conflict
 */
export const retryExchange = (
  world: AppContext,
  invitee: Invitee,
  exchangeId: string,
  key: string | null = null,
): Promise<StartedExchange> =>
  unlessOvertaken(async () => {
    const exchange = await world.exchangeStore.exchange(exchangeId);
    const session = exchange && (await world.conversationStore.session(exchange.sessionId, invitee));
    if (!exchange || !session) throw new Problem("not-found", "There is no such exchange.");
    assertWritable(session);
    const bodyHash = sha256(JSON.stringify(["retry", exchangeId]));
    const replay = async (): Promise<StartedExchange | null> => {
      const known = key && (await replayOf(world, { sessionId: session.id, key, kind: "retry", bodyHash }));
      return known ? replayedExchange(known, session.id) : null;
    };
    return oncePerKey(replay, () =>
      world.running.starting(() => retryOnce(worldOf(world, session), invitee, session, exchange, { key, bodyHash })),
    );
  });

const notRetryable = (): Problem =>
  new Problem("not-retryable", "Only the last exchange can be tried again, and only when it failed or was stopped.");
const isRetryable = ({ status, number, lineCount }: ExchangeRow): boolean =>
  (status === "FAILED" || status === "STOPPED") && number === lineCount;
const running = ({ id, number, attempt, branchId, sessionId }: ExchangeRow): StartedExchange => ({
  exchangeId: id,
  number,
  attempt,
  branchId,
  sessionId,
  replayed: true,
});

const retryOnce = async (
  world: AppContext,
  invitee: Invitee,
  session: SessionRow,
  exchange: ExchangeRow,
  { key, bodyHash }: { key: string | null; bodyHash: string },
): Promise<StartedExchange> => {
  const exchangeId = exchange.id;
  const notNow = () => turnProblem(world, session);
  // Without a key it is told of the attempt that runs. A key is good for an attempt of its own alone.
  if (exchange.status === "RUNNING" && key === null) return running(exchange);
  const busy = (await notNow()) ?? (isRetryable(exchange) ? null : notRetryable());
  if (busy) throw busy;
  world.refuseWhileStopping();
  world.models.breaker.refuse();

  const [version, stands, spend] = await Promise.all([
    world.conversationStore.versionOf(session),
    world.conversationStore.standing(session.id),
    spendOf(world, session),
  ]);
  const found = everyExchange(stands.transcript).find(({ id }) => id === exchangeId);
  if (!found) throw notRetryable();
  const planned: TranscriptExchange = { ...found, status: "RUNNING", partner: null, coach: null };
  const again = (one: TranscriptExchange): TranscriptExchange => (one.id === exchangeId ? planned : one);
  const transcript = {
    ...stands.transcript,
    exchanges: stands.transcript.exchanges.map(again),
    branches: stands.transcript.branches.map((branch) => ({ ...branch, exchanges: branch.exchanges.map(again) })),
  };
  const plan = { ...stands, session, version, transcript };
  const { ledger, lastCalls } = stands;
  const told = exchange.status === "STOPPED" ? { version, session: stands.transcript, ledger, lastCalls } : null;
  const chosen = await unlessBusy(chooseReservation(world, plan, planned, told), notNow);
  const holds = holdsFor(chosen.reservation, modelsOf(world, version));
  const reserved = await reserveRetry(
    world.database.pool,
    {
      exchangeId,
      invitationId: session.invitationId,
      keep: chosen.keep,
      key,
      bodyHash,
      owner: world.serverId,
    },
    holds,
    spend,
  );
  if (!reserved) return whyNot(world, invitee, session, exchangeId, { key, keep: chosen.keep });
  const current = { ...planned, attempt: reserved.attempt };
  await begin(world, plan, current, { ...reserved, ...chosen, holds });
  return { ...running(exchange), attempt: reserved.attempt, replayed: false };
};

/** Nothing was reserved: looked at again, since no row can mean several things. */
const whyNot = async (
  world: AppContext,
  invitee: Invitee,
  session: SessionRow,
  exchangeId: string,
  { key, keep }: { key: string | null; keep: number },
): Promise<StartedExchange> => {
  const [now, open] = await Promise.all([
    world.exchangeStore.exchange(exchangeId),
    openSession(world, invitee, session.id),
  ]);
  if (now?.status === "RUNNING" && key === null) return running(now);
  assertWritable(open);
  const closed = await turnProblem(world, open);
  if (closed) throw closed;
  if (!now || !isRetryable(now)) throw notRetryable();
  throw keep > 0 ? keptForExchange() : exhausted();
};
