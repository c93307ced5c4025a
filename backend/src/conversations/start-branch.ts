import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { sha256 } from "../identity/derive-key.ts";
import { Problem } from "../problem.ts";
import type { MadeBranch } from "../protocol/conversation.ts";
import { branchOf, makeBranch } from "./branch-store.ts";
import type { SessionRow } from "./conversation-store.ts";
import type { ExchangeRow } from "./exchange-store.ts";
import { oncePerKey, replayOf } from "./known-key.ts";
import { assertWritable, openSession, stateProblem, unlessOvertaken } from "./open-session.ts";
import { findRecording, sayIn, type StartedExchange } from "./start-exchange.ts";
import type { BranchLine } from "./transcript.ts";

/** @throws Problem not-found */
export const openExchange = async (
  world: AppContext,
  invitee: Invitee,
  exchangeId: string,
): Promise<{ exchange: ExchangeRow; session: SessionRow }> => {
  const exchange = await world.exchangeStore.exchange(exchangeId);
  const session = exchange && (await world.conversationStore.session(exchange.sessionId, invitee));
  if (!exchange || !session) throw new Problem("not-found", "There is no such exchange.");
  return { exchange, session };
};

/** A branch as it was made: the same answer, whatever has been said in it since. */
const asMade = ({ id, parentId, fromNumber }: Omit<MadeBranch, "exchangeCount">): MadeBranch => ({
  id,
  parentId,
  fromNumber,
  exchangeCount: fromNumber - 1,
});

/**
 * A new line from before an exchange, with nothing said in it yet. The line it goes off from stays as it was; the
 * exchange itself may have failed, or still run.
 * @param key the request's Idempotency-Key, where it has one
 * @throws Problem not-found, expired, revoked, key-reused, wrong-step, branches-full
 */
export const startBranch = (
  world: AppContext,
  invitee: Invitee,
  exchangeId: string,
  key: string | null,
): Promise<MadeBranch> =>
  unlessOvertaken(async () => {
    const { exchange, session } = await openExchange(world, invitee, exchangeId);
    assertWritable(session);
    const { pool } = world.database;
    const bodyHash = sha256(JSON.stringify(["branch", exchangeId]));
    const replay = async (): Promise<MadeBranch | null> => {
      const known = key && (await replayOf(world, { sessionId: session.id, key, kind: "branch", bodyHash }));
      const before = known && known.branchId && (await branchOf(pool, session.id, known.branchId));
      return before ? asMade(before) : null;
    };
    return oncePerKey(replay, async () => {
      const closed = stateProblem(session);
      if (closed) throw closed;
      const made = await makeBranch(pool, {
        id: randomUUID(),
        sessionId: session.id,
        userId: invitee.userId,
        parentId: exchange.branchId,
        fromNumber: exchange.number,
        key,
        bodyHash,
        mostEmpty: world.config.limits.emptyBranchesPerSession,
      });
      if (made === "full")
        throw new Problem(
          "branches-full",
          "This session has enough lines with nothing said in them. Say something in one of those first.",
        );
      if (made) return asMade(made);
      const now = await openSession(world, invitee, session.id);
      assertWritable(now);
      throw stateProblem(now) ?? new Problem("conflict", "Something else changed this session. Send it again.");
    });
  });

/**
 * A new line from before an exchange with its first exchange, made together: what is refused leaves no branch behind.
 * @throws Problem as `startExchange`
 */
export const startBranchWith = (
  world: AppContext,
  invitee: Invitee,
  exchangeId: string,
  key: string,
  content: string,
  recordingId: string | null = null,
): Promise<StartedExchange> =>
  unlessOvertaken(async () => {
    const { exchange, session } = await openExchange(world, invitee, exchangeId);
    const recording = await findRecording(world, session.id, recordingId);
    const { branchId: parentId, number: fromNumber } = exchange;
    const branch: BranchLine = {
      id: randomUUID(),
      parentId,
      fromNumber,
      exchangeCount: fromNumber - 1,
      createdAt: "",
      exchanges: [],
    };
    const said = recordingId === null ? [content] : [content, recordingId];
    const bodyHash = sha256(JSON.stringify(["branch", exchangeId, ...said]));
    return sayIn(world, invitee, session, { key, content, kind: "branch", bodyHash, recording }, (transcript) => ({
      transcript: { ...transcript, branches: [...transcript.branches, branch] },
      line: { branchId: branch.id, count: fromNumber - 1, made: { parentId } },
    }));
  });
