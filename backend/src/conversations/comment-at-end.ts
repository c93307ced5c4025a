import type { AppContext } from "../app-context.ts";
import { persistently } from "../database/persistently.ts";
import { coachContext } from "./coach-context.ts";
import { readCoachPolicy } from "./coach-policy.ts";
import type { SessionRow } from "./conversation-store.ts";
import { createLaneWriter } from "./lane-writer.ts";
import { type CommentEnd, commentEvent, holdComment, makeComment } from "./make-comment.ts";
import { messageIdsOf } from "./model-context.ts";
import type { RunningExchange } from "./running-exchanges.ts";
import { tellQuota } from "./tell-quota.ts";
import { everyExchange } from "./transcript.ts";
import { worldOf } from "./world-of.ts";

/**
 * Where the coach speaks at the end only: its one comment, on the last exchange, once the session is completed. It is
 * made in the background and told through the log. Where it does not fit into the quota, it is recorded as missing.
 */
export const commentAtEnd = async (of: AppContext, session: SessionRow): Promise<void> => {
  const world = worldOf(of, session);
  const version = await world.conversationStore.versionOf(session);
  const policy = readCoachPolicy(version.coachPolicy);
  // Nothing new is asked for where nothing more can be said.
  if (policy.when !== "end" || world.stopping() || session.revoked || session.expired) return;
  const transcript = await world.conversationStore.transcript(session.id);
  const last = everyExchange(transcript)
    .filter((exchange) => exchange.status === "COMPLETED")
    .toSorted((a, b) => (a.partner?.id ?? 0) - (b.partner?.id ?? 0))
    .at(-1);
  const reply = last?.partner;
  if (!last || !reply || last.coach) return;
  const context = coachContext({ ...version, policy }, transcript, last, true);
  const run = { session, version, current: last, planned: messageIdsOf(context) };
  const end = async (ended: CommentEnd): Promise<void> => {
    await persistently(() => world.exchangeStore.setCoachMissing(last.id, ended.missing));
    await world.log.append(session.id, commentEvent(last.id, ended));
  };
  const hold = await holdComment(world, run, context);
  if (!hold) return end({ attempt: last.attempt, message: null, missing: "failed" });
  const writer = (lane: "partner" | "coach") =>
    createLaneWriter((event) => world.log.append(session.id, event), lane, last.id, last.attempt);
  const running: RunningExchange = {
    exchangeId: last.id,
    sessionId: session.id,
    branchId: last.branchId,
    number: last.number,
    attempt: last.attempt,
    partner: writer("partner"),
    coach: writer("coach"),
    partnerEnded: true,
    stopPartner: new AbortController(),
    stopCoach: new AbortController(),
    done: Promise.resolve(),
  };
  const comment = async (): Promise<void> => {
    await end(await makeComment(world, run, running, reply, hold));
    await tellQuota(world, session);
  };
  running.done = world.running
    .afterLastCoach(session.id, comment)
    .catch((error: unknown) =>
      world.logger.error({ err: error, sessionId: session.id }, "the comment at the end broke"),
    );
  world.running.add(running);
};
