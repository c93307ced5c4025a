import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { sha256 } from "../identity/derive-key.ts";
import { Problem } from "../problem.ts";
import { reserveAside } from "../quotas/reserve-coach-store.ts";
import { holdFor } from "../quotas/reserve-store.ts";
import { runningAside } from "./aside-store.ts";
import { branchOf } from "./branch-store.ts";
import { chooseForAside, exhausted, keptForExchange } from "./choose-reservation.ts";
import type { SessionRow } from "./conversation-store.ts";
import { oncePerKey, replayOf } from "./known-key.ts";
import { assertWritable, openSession, raise, stateProblem, unlessBusy, unlessOvertaken } from "./open-session.ts";
import { imaginedAside } from "./planned-session.ts";
import { runAside } from "./run-aside.ts";
import { spendOf } from "./spend-of.ts";
import { modelsOf } from "./start-exchange.ts";
import type { TranscriptAside } from "./transcript.ts";
import { worldOf } from "./world-of.ts";

export type StartedAside = { asideId: string; number: number; sessionId: number; replayed: boolean };

/** Why no aside can be asked now, if so. It may be asked beside an exchange that runs, and in a session that is not ACTIVE. */
const asideProblem = async (world: AppContext, session: SessionRow): Promise<Problem | null> => {
  const closed = stateProblem(session);
  if (closed) return closed;
  const asideId = await runningAside(world.database.pool, session.id);
  if (asideId === null) return null;
  return new Problem("aside-running", "The coach is still answering. Wait for it, or stop it.", {
    extension: { asideId },
  });
};

/**
 * Stores a private question to the coach and starts its answer. It leaves what the next exchange needs.
 * @param branchId the line it is asked in; null: the main line
 * @throws Problem not-found, expired, revoked, key-reused, wrong-step, aside-running, exhausted, kept-for-exchange, conflict
 */
export const startAside = (
  world: AppContext,
  invitee: Invitee,
  sessionId: number,
  key: string,
  content: string,
  branchId: string | null = null,
): Promise<StartedAside> =>
  unlessOvertaken(async () => {
    const session = await openSession(world, invitee, sessionId);
    const branch = branchId === null ? null : await branchOf(world.database.pool, sessionId, branchId);
    if (branchId !== null && !branch) throw new Problem("not-found", "There is no such branch in this session.");
    assertWritable(session);
    const bodyHash = sha256(JSON.stringify([branchId, content]));
    const replay = async (): Promise<StartedAside | null> => {
      const known = await replayOf(world, { sessionId, key, kind: "aside", bodyHash });
      if (known?.asideId == null) return null;
      return { asideId: known.asideId, number: known.number, sessionId, replayed: true };
    };
    const afterNumber = branch?.exchangeCount ?? session.exchangeCount;
    return oncePerKey(replay, () =>
      world.running.starting(() =>
        startOnce(worldOf(world, session), invitee, session, { key, content, bodyHash, branchId, afterNumber }),
      ),
    );
  });

/** `afterNumber`: of the last exchange of its line. */
type Question = { key: string; content: string; bodyHash: string; branchId: string | null; afterNumber: number };

const startOnce = async (
  world: AppContext,
  invitee: Invitee,
  session: SessionRow,
  { key, content, bodyHash, branchId, afterNumber }: Question,
): Promise<StartedAside> => {
  const sessionId = session.id;
  const notNow = () => asideProblem(world, session);
  const busy = await notNow();
  if (busy) throw busy;
  world.refuseWhileStopping();
  world.models.breaker.refuse();

  const [version, stands, spend] = await Promise.all([
    world.conversationStore.versionOf(session),
    world.conversationStore.standing(sessionId),
    spendOf(world, session),
  ]);
  const imagined = imaginedAside(content, branchId, afterNumber);
  const chosen = await unlessBusy(chooseForAside(world, { ...stands, session, version }, imagined), notNow);
  const hold = holdFor(chosen.reservation, modelsOf(world, version).coach);
  const asideId = randomUUID();
  const reserved = await reserveAside(
    world.database.pool,
    {
      invitationId: session.invitationId,
      sessionId,
      asideId,
      branchId,
      afterNumber,
      keep: chosen.keep,
      idempotencyKey: key,
      bodyHash,
      content,
      userId: invitee.userId,
      owner: world.serverId,
    },
    hold,
    spend,
  );
  if (!reserved) return raise(await whyNot(world, invitee, sessionId, chosen.reservation.amount));

  const { number, questionId, timestamp } = reserved;
  const aside: TranscriptAside = {
    ...imagined,
    id: asideId,
    number,
    question: { ...imagined.question, id: questionId, timestamp: timestamp.toISOString() },
  };
  runAside(world, { session, version, aside, hold, planned: chosen.planned });
  return { asideId, number, sessionId, replayed: false };
};

/** Nothing was reserved: looked at again, since no row can mean several things. */
const whyNot = async (world: AppContext, invitee: Invitee, sessionId: number, amount: number): Promise<Problem> => {
  const now = await openSession(world, invitee, sessionId);
  assertWritable(now);
  const notNow = await asideProblem(world, now);
  if (notNow) return notNow;
  const { tokens, used, reserved } = await world.quotaStore.ledger(now.invitationId);
  return tokens - used - reserved >= amount ? keptForExchange() : exhausted();
};
