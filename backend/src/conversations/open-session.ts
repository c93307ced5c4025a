import type { AppContext } from "../app-context.ts";
import { gaveWay } from "../database/retry-conflicts.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { wasOvertaken } from "../quotas/reserve-store.ts";
import type { SessionRow } from "./conversation-store.ts";

/** @throws Problem not-found */
export const openSession = async (
  world: Pick<AppContext, "conversationStore">,
  invitee: Invitee,
  sessionId: number,
): Promise<SessionRow> => {
  const session = await world.conversationStore.session(sessionId, invitee);
  if (!session) throw new Problem("not-found", `There is no session ${sessionId}.`);
  return session;
};

/** @throws Problem revoked, expired */
export const assertWritable = (invitation: { revoked: boolean; expired: boolean }): void => {
  if (invitation.revoked) throw new Problem("revoked", "This invitation was revoked. What was said can still be read.");
  if (invitation.expired) throw new Problem("expired", "This invitation has expired. What was said can still be read.");
};

/** Why nothing can be written to a session in this state, if so. */
export const stateProblem = (session: SessionRow): Problem | null =>
  session.status === "COMPLETED"
    ? new Problem("wrong-step", "This session is completed. Start a new one to go on.")
    : null;

const stillRunning = (exchangeId: string): Problem =>
  new Problem("exchange-running", "The partner is still answering. Wait for it, or stop it.", {
    extension: { exchangeId },
  });
/** Why no exchange can be started in a session as it was read, if so. */
export const turnTaken = (session: SessionRow): Problem | null =>
  stateProblem(session) ?? (session.runningExchangeId === null ? null : stillRunning(session.runningExchangeId));
/** Why no exchange can be started now, if so. */
export const turnProblem = async (
  world: Pick<AppContext, "exchangeStore">,
  session: SessionRow,
): Promise<Problem | null> => {
  const closed = stateProblem(session);
  if (closed) return closed;
  const exchangeId = await world.exchangeStore.runningPartner(session.id);
  return exchangeId === null ? null : stillRunning(exchangeId);
};

/** What did not fit may be what runs by now, with its tokens held: that is said first. */
export const unlessBusy = async <T>(choose: Promise<T>, problem: () => Promise<Problem | null>): Promise<T> => {
  try {
    return await choose;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    throw (await problem()) ?? error;
  }
};

export const raise = (problem: Problem): never => {
  throw problem;
};

const TRIES = 5;
/** Looks again from the start where somebody else wrote to the session between reading it and reserving, or had to go first. */
export const unlessOvertaken = async <T>(attempt: (isFirst: boolean) => Promise<T>): Promise<T> => {
  for (let tries = 1; ; tries++) {
    try {
      return await attempt(tries === 1);
    } catch (error) {
      if (!wasOvertaken(error) && !gaveWay(error)) throw error;
      if (tries === TRIES)
        throw new Problem(
          "conflict",
          "Something else wrote to this session at the same moment. Send it again with the same key.",
        );
    }
  }
};
