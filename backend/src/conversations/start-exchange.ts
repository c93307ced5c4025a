import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { sha256 } from "../identity/derive-key.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { clampToHeadroom, type ExchangeReservation, reserveFor, totalOf } from "../quotas/predict-reservation.ts";
import { holdsFor, reserveExchange, reserveRetry, wasOvertaken } from "../quotas/quota-store.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import { type Contexts, contextsFor, countExactly, forecastExchange, imaginedExchange } from "./forecast.ts";
import { runExchange } from "./run-exchange.ts";
import type { Transcript, TranscriptExchange } from "./transcript.ts";

/** `replayed`: the key was used before with this body; its events are told again. */
export type StartedExchange = {
  exchangeId: string;
  number: number;
  attempt: number;
  sessionId: number;
  replayed: boolean;
};

/** @throws Problem not-found, expired, revoked */
export const openSession = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore">,
  invitee: Invitee,
  sessionId: number,
): Promise<SessionRow> => {
  const session = await world.conversationStore.session(sessionId, invitee);
  if (!session) throw new Problem("not-found", `There is no session ${sessionId}.`);
  return session;
};
export const assertWritable = (invitation: { revoked: boolean; expired: boolean }): void => {
  if (invitation.revoked) throw new Problem("revoked", "This invitation was revoked. What was said can still be read.");
  if (invitation.expired) throw new Problem("expired", "This invitation has expired. What was said can still be read.");
};

const TRIES = 5;
/** Looks again from the start where somebody else wrote to the session between reading it and reserving. */
const unlessOvertaken = async <T>(attempt: () => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!wasOvertaken(error)) throw error;
      if (tries === TRIES)
        throw new Problem(
          "conflict",
          "Something else wrote to this session at the same moment. Send it again with the same key.",
        );
    }
  }
};

/**
 * Stores a message and starts its exchange, in the order of checks of the wire: 404, 410, replay, 409, 402.
 * What is refused leaves nothing behind.
 */
export const startExchange = (
  world: AppContext,
  invitee: Invitee,
  sessionId: number,
  key: string,
  content: string,
): Promise<StartedExchange> => unlessOvertaken(() => startOnce(world, invitee, sessionId, key, content));

const startOnce = async (
  world: AppContext,
  invitee: Invitee,
  sessionId: number,
  key: string,
  content: string,
): Promise<StartedExchange> => {
  const session = await openSession(world, invitee, sessionId);
  assertWritable(session);
  const bodyHash = sha256(content);
  const replay = await replayOf(world, sessionId, key, bodyHash);
  if (replay) return replay;
  const notNow = await turnProblem(world, session);
  // What runs may be this very message: an equal send was faster.
  if (notNow) return (await replayOf(world, sessionId, key, bodyHash)) ?? raise(notNow);
  world.refuseWhileStopping();

  const [version, transcript, ledger] = await Promise.all([
    world.conversationStore.version(session.scenarioVersionId),
    world.conversationStore.transcript(sessionId),
    world.quotaStore.ledger(session.invitationId),
  ]);
  const exchangeId = randomUUID();
  const planned = imaginedExchange(session.exchangeCount + 1, content);
  const reservation = await chooseReservation(world, {
    sessionId,
    version,
    contexts: contextsFor(version, transcript, planned),
    headroom: ledger.tokens - ledger.used - ledger.reserved,
    content,
  });
  const holds = reservation && holdsFor(reservation, modelsOf(world, version));
  const exchange = {
    invitationId: session.invitationId,
    sessionId,
    exchangeId,
    exchangeCount: session.exchangeCount,
    idempotencyKey: key,
    bodyHash,
    content,
    userId: invitee.userId,
    owner: world.serverId,
  };
  const reserved = holds && (await reserveExchange(world.database.pool, exchange, holds));
  if (!reserved || !holds) return whyNot(world, invitee, session, key, bodyHash);

  if (reserved.previousStatus !== "ACTIVE") await world.log.append(sessionId, { type: "session", status: "ACTIVE" });
  const current: TranscriptExchange = {
    ...planned,
    id: exchangeId,
    number: reserved.number,
    user: {
      ...planned.user,
      id: reserved.userMessageId,
      exchangeId,
      exchangeNumber: reserved.number,
      timestamp: reserved.timestamp.toISOString(),
    },
  };
  runExchange(world, { session, version, transcript: before(transcript, current), current, holds });
  return { exchangeId, number: reserved.number, attempt: 1, sessionId, replayed: false };
};

/** Another attempt of a failed or stopped exchange, the last of its line: same user message, a higher attempt. */
export const retryExchange = (world: AppContext, invitee: Invitee, exchangeId: string): Promise<StartedExchange> =>
  unlessOvertaken(() => retryOnce(world, invitee, exchangeId));

const retryOnce = async (world: AppContext, invitee: Invitee, exchangeId: string): Promise<StartedExchange> => {
  const exchange = await world.exchangeStore.exchange(exchangeId);
  const session = exchange && (await world.conversationStore.session(exchange.sessionId, invitee));
  if (!exchange || !session) throw new Problem("not-found", "There is no such exchange.");
  assertWritable(session);
  const notRetryable = () =>
    new Problem("not-retryable", "Only the last exchange can be tried again, and only when it failed or was stopped.");
  if (exchange.status === "RUNNING")
    return { exchangeId, number: exchange.number, attempt: exchange.attempt, sessionId: session.id, replayed: true };
  const notNow = await turnProblem(world, session);
  if (notNow) throw notNow;
  if (exchange.status === "COMPLETED" || exchange.number !== session.exchangeCount) throw notRetryable();
  world.refuseWhileStopping();

  const [version, transcript, ledger] = await Promise.all([
    world.conversationStore.version(session.scenarioVersionId),
    world.conversationStore.transcript(session.id),
    world.quotaStore.ledger(session.invitationId),
  ]);
  const found = transcript.exchanges.find((candidate) => candidate.id === exchangeId);
  if (!found) throw notRetryable();
  const planned: TranscriptExchange = { ...found, status: "RUNNING", partner: null, coach: null };
  const contexts = contextsFor(version, transcript, planned);
  const reservation = await chooseReservation(world, {
    sessionId: session.id,
    version,
    contexts,
    headroom: ledger.tokens - ledger.used - ledger.reserved,
    content: found.user.content,
  });
  if (!reservation) throw exhausted();
  const holds = holdsFor(reservation, modelsOf(world, version));
  const retry = { exchangeId, invitationId: session.invitationId, owner: world.serverId };
  const reserved = await reserveRetry(world.database.pool, retry, holds);
  if (!reserved) {
    const [now, line] = await Promise.all([
      world.exchangeStore.exchange(exchangeId),
      openSession(world, invitee, session.id),
    ]);
    if (now?.status === "RUNNING")
      return { exchangeId, number: now.number, attempt: now.attempt, sessionId: session.id, replayed: true };
    assertWritable(line);
    const closed = await turnProblem(world, line);
    if (closed) throw closed;
    throw now?.status === "COMPLETED" || now?.number !== line.exchangeCount ? notRetryable() : exhausted();
  }
  if (reserved.previousStatus !== "ACTIVE") await world.log.append(session.id, { type: "session", status: "ACTIVE" });
  const current = { ...planned, attempt: reserved.attempt };
  runExchange(world, { session, version, transcript: before(transcript, current), current, holds });
  return { exchangeId, number: exchange.number, attempt: reserved.attempt, sessionId: session.id, replayed: false };
};

const before = (transcript: Transcript, current: TranscriptExchange): Transcript => ({
  ...transcript,
  exchanges: transcript.exchanges.filter((exchange) => exchange.number < current.number),
});
const modelsOf = (world: Pick<AppContext, "models">, version: VersionRow) => ({
  partner: version.partnerModel,
  coach: version.coachModel,
});
const exhausted = () =>
  new Problem(
    "exhausted",
    "This does not fit into what is left of the invitation. Nothing was stored; your words are kept where you wrote them.",
  );

const replayOf = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore">,
  sessionId: number,
  key: string,
  bodyHash: string,
): Promise<StartedExchange | null> => {
  const known = await world.exchangeStore.exchangeByKey(sessionId, key);
  if (!known) return null;
  if (known.bodyHash !== bodyHash)
    throw new Problem(
      "key-reused",
      "This Idempotency-Key was used with another body. Make a new key for a new message.",
    );
  return { exchangeId: known.id, number: known.number, attempt: known.attempt, sessionId, replayed: true };
};

const raise = (problem: Problem): never => {
  throw problem;
};
/** Why nothing can be sent now, if so. */
const turnProblem = async (
  world: Pick<AppContext, "conversationStore" | "exchangeStore">,
  session: SessionRow,
): Promise<Problem | null> => {
  if (session.status === "COMPLETED")
    return new Problem("wrong-step", "This session is completed. Start a new one to go on.");
  const running = await world.exchangeStore.runningPartner(session.id);
  return running === null ? null : runningProblem(running);
};
const runningProblem = (exchangeId: string) =>
  new Problem("exchange-running", "The partner is still answering. Wait for it, or stop it.", {
    extension: { exchangeId },
  });

type Choice = { sessionId: number; version: VersionRow; contexts: Contexts; headroom: number; content: string };
/** The full worst case where it fits. Where the cheap bound would refuse or clamp, upstream is asked for the exact input. */
const chooseReservation = async (
  world: AppContext,
  { sessionId, version, contexts, headroom, content }: Choice,
): Promise<ExchangeReservation | null> => {
  const bound = await forecastExchange(
    world,
    version,
    contexts,
    await world.exchangeStore.lastCalls(sessionId),
    content,
  );
  const full = reserveFor(bound.partner, bound.coach);
  if (totalOf(full) <= headroom) return full;
  const exact = await countExactly(world, version, contexts, bound, content);
  return clampToHeadroom(exact.partner, exact.coach, headroom);
};

/** Nothing was reserved: looked at again, since no row can mean several things. */
const whyNot = async (
  world: AppContext,
  invitee: Invitee,
  session: SessionRow,
  key: string,
  bodyHash: string,
): Promise<StartedExchange> => {
  const replay = await replayOf(world, session.id, key, bodyHash);
  if (replay) return replay;
  const now = await openSession(world, invitee, session.id);
  assertWritable(now);
  throw (await turnProblem(world, now)) ?? exhausted();
};
