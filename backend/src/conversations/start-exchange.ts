import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { sha256 } from "../identity/derive-key.ts";
import { Problem } from "../problem.ts";
import type { MadeBranch } from "../protocol/conversation.ts";
import { holdsFor, type Line, reserveExchange, type ReservedHolds } from "../quotas/reserve-store.ts";
import type { Ledger } from "../quotas/quota-state.ts";
import type { RecordingRow } from "../recordings/recording-store.ts";
import { branchOf } from "./branch-store.ts";
import { chooseReservation, exhausted, type Planned } from "./choose-reservation.ts";
import type { SessionRow } from "./conversation-store.ts";
import { replayOf, unlessKnown } from "./known-key.ts";
import {
  assertWritable,
  openSession,
  raise,
  turnProblem,
  turnTaken,
  unlessBusy,
  unlessOvertaken,
} from "./open-session.ts";
import { imaginedExchange } from "./planned-session.ts";
import type { KnownKey } from "./request-key-store.ts";
import { runExchange } from "./run-exchange.ts";
import { spendOf } from "./spend-of.ts";
import { tellStatus } from "./tell-status.ts";
import { lineOf, type SessionTranscript, type TranscriptExchange, withExchange } from "./transcript.ts";
import { worldOf } from "./world-of.ts";

/** `replayed`: the key was used before with this body; its events are told again. */
export type StartedExchange = {
  exchangeId: string;
  number: number;
  attempt: number;
  branchId: string | null;
  sessionId: number;
  replayed: boolean;
};

export const replayedExchange = (known: KnownKey, sessionId: number): StartedExchange => {
  if (known.exchangeId === null) throw new Error(`a key of kind ${known.kind} without its exchange`);
  const { exchangeId, number, attempt, branchId } = known;
  return { exchangeId, number, attempt, branchId, sessionId, replayed: true };
};

/** A message as it is asked for. `key`: its Idempotency-Key; `line`: where it is said; `request`: what a replay must be. */
export type NewMessage = {
  key: string;
  content: string;
  kind: "exchange" | "branch";
  bodyHash: string;
  recording: RecordingRow | null;
};

/**
 * Stores a message and starts its exchange, in the order of checks of the wire: 404, 410, replay, 409, 402.
 * What is refused leaves nothing behind.
 * @param opened the session as the caller has just read it
 * @param branchId the line to go on in; null: the main line
 * @param recordingId what was spoken; it becomes this message's with the message, and nobody else's
 * @throws Problem not-found, expired, revoked, key-reused, wrong-step, exchange-running, recording-used, exhausted, conflict
 */
export const startExchange = (
  world: AppContext,
  invitee: Invitee,
  opened: SessionRow,
  key: string,
  content: string,
  branchId: string | null = null,
  recordingId: string | null = null,
): Promise<StartedExchange> =>
  unlessOvertaken(async (isFirst) => {
    const sessionId = opened.id;
    const session = isFirst ? opened : await openSession(world, invitee, sessionId);
    const recording = await findRecording(world, sessionId, recordingId);
    const branch = branchId === null ? null : await branchOf(world.database.pool, sessionId, branchId);
    if (branchId !== null && !branch) throw new Problem("not-found", "There is no such branch in this session.");
    // Of the main line's messages the content alone is hashed, as it always was.
    const bodyHash = sha256(
      recordingId !== null
        ? JSON.stringify([branchId, content, recordingId])
        : branchId === null
          ? content
          : JSON.stringify([branchId, content]),
    );
    return sayIn(world, invitee, session, { key, content, kind: "exchange", bodyHash, recording }, (transcript) => {
      const line: Line = { branchId, count: branch?.exchangeCount ?? session.exchangeCount };
      return { transcript, line };
    });
  });

/** @throws Problem not-found: it is of another session, or waited for too long */
export const findRecording = async (
  world: Pick<AppContext, "recordingStore">,
  sessionId: number,
  recordingId: string | null,
): Promise<RecordingRow | null> => {
  if (recordingId === null) return null;
  const recording = await world.recordingStore.find(recordingId, sessionId);
  if (!recording) throw new Problem("not-found", "There is no such recording in this session any more.");
  return recording;
};

/**
 * Says something in a line of a session that the caller has opened: checks, reserves, stores, begins.
 * @param choose the line, from the session as it stands; the branch that is made with it is in the transcript already
 */
export const sayIn = (
  world: AppContext,
  invitee: Invitee,
  session: SessionRow,
  message: NewMessage,
  choose: ChooseLine,
): Promise<StartedExchange> => {
  const { key, kind, bodyHash } = message;
  const replay = async (): Promise<StartedExchange | null> => {
    const known = await replayOf(world, { sessionId: session.id, key, kind, bodyHash });
    return known && replayedExchange(known, session.id);
  };
  assertWritable(session);
  return unlessKnown(replay, () =>
    world.running.starting(() => sayOnce(worldOf(world, session), invitee, session, message, choose)),
  );
};

type ChooseLine = (transcript: SessionTranscript) => { transcript: SessionTranscript; line: Line };

const sayOnce = async (
  world: AppContext,
  invitee: Invitee,
  session: SessionRow,
  { key, content, bodyHash, recording }: NewMessage,
  choose: ChooseLine,
): Promise<StartedExchange> => {
  const busy = turnTaken(session);
  if (busy) throw busy;
  if (recording?.tied) throw recordingUsed();
  world.refuseWhileStopping();
  world.models.breaker.refuse();

  const [version, stands, spend] = await Promise.all([
    world.conversationStore.versionOf(session),
    world.conversationStore.standing(session.id),
    spendOf(world, session),
  ]);
  const { transcript, line } = choose(stands.transcript);
  const plan: Planned = { ...stands, session, version, transcript };
  const exchangeId = randomUUID();
  const imagined = imaginedExchange(line.count + 1, content, line.branchId);
  const chosen = await unlessBusy(chooseReservation(world, plan, imagined), () => turnProblem(world, session));
  const holds = holdsFor(chosen.reservation, modelsOf(world, version));
  const reserved = await reserveExchange(
    world.database.pool,
    {
      invitationId: session.invitationId,
      sessionId: session.id,
      exchangeId,
      line,
      idempotencyKey: key,
      bodyHash,
      content,
      userId: invitee.userId,
      owner: world.serverId,
      recordingId: recording?.id ?? null,
    },
    holds,
    spend,
  );
  // Nothing was reserved: looked at again, since no row can mean several things.
  if (!reserved) return raise(await whyNot(world, invitee, session.id, recording));

  const { number, userMessageId, timestamp } = reserved;
  const current: TranscriptExchange = {
    ...imagined,
    id: exchangeId,
    number,
    user: {
      ...imagined.user,
      id: userMessageId,
      exchangeId,
      exchangeNumber: number,
      timestamp: timestamp.toISOString(),
      ...(recording ? { audioUrl: world.audioLinks.sign(userMessageId) } : {}),
    },
  };
  await begin(world, plan, current, { ...reserved, ...chosen, holds });
  return { exchangeId, number, attempt: 1, branchId: line.branchId, sessionId: session.id, replayed: false };
};

const whyNot = async (
  world: AppContext,
  invitee: Invitee,
  sessionId: number,
  recording: RecordingRow | null,
): Promise<Problem> => {
  const now = await openSession(world, invitee, sessionId);
  assertWritable(now);
  const busy = await turnProblem(world, now);
  if (busy) return busy;
  return (await findRecording(world, sessionId, recording?.id ?? null))?.tied ? recordingUsed() : exhausted();
};
const recordingUsed = (): Problem => new Problem("recording-used", "Another message has this recording. Record anew.");

/** The models a version asks for, and those that will be asked in their stead where upstream does not know them. */
export const modelsOf = (
  world: Pick<AppContext, "models">,
  { partnerModel, coachModel }: { partnerModel: string; coachModel: string },
) => ({
  partner: { asked: partnerModel, bound: world.models.resolve(partnerModel) },
  coach: { asked: coachModel, bound: world.models.resolve(coachModel) },
});

/** What is reserved and stored begins: the session's readers are told that it is awake, and the lanes run. */
export const begin = async (
  world: AppContext,
  { session, version, transcript, lastCalls }: Planned,
  current: TranscriptExchange,
  reserved: {
    holds: ReservedHolds;
    planned: number[];
    previousStatus: string;
    ledger: Ledger;
  },
): Promise<void> => {
  if (reserved.previousStatus !== "ACTIVE") await tellStatus(world, session.id, "ACTIVE");
  const line = lineOf(transcript, current.branchId);
  const before = line.exchanges.filter((exchange) => exchange.number < current.number);
  runExchange(world, {
    session,
    version,
    transcript: { ...line, exchanges: before },
    current,
    branch: firstOf(transcript, current),
    holds: reserved.holds,
    planned: reserved.planned,
    basis: {
      version,
      session: withExchange(transcript, current),
      ledger: reserved.ledger,
      lastCalls,
    },
  });
};

/** The branch of which this exchange is the first, as readers are told of it. */
export const firstOf = (
  transcript: SessionTranscript,
  { branchId, number }: Pick<TranscriptExchange, "branchId" | "number">,
): MadeBranch | null => {
  const branch = transcript.branches.find(({ id }) => id === branchId);
  if (!branch || branch.fromNumber !== number) return null;
  return { id: branch.id, parentId: branch.parentId, fromNumber: branch.fromNumber, exchangeCount: number };
};
