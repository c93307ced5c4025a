import type { AppContext } from "../app-context.ts";
import { chooseReservation } from "../conversations/choose-reservation.ts";
import type { VersionRow } from "../conversations/conversation-store.ts";
import { countExactly } from "../conversations/count-exactly.ts";
import { contextsFor, forecastExchange } from "../conversations/forecast.ts";
import { imaginedExchange } from "../conversations/planned-session.ts";
import type { Standing } from "../conversations/standing-store.ts";
import {
  EMPTY_SESSION,
  everyExchange,
  lineInUse,
  lineOf,
  nextNumber,
  type TranscriptExchange,
  withExchange,
} from "../conversations/transcript.ts";
import { worldOf } from "../conversations/world-of.ts";
import { Problem } from "../problem.ts";
import type { WayOn } from "../protocol/observation.ts";
import { predictExchanges } from "../quotas/predict-exchanges.ts";
import type { StaffInvitationRow } from "./staff-invitation-store.ts";

/** What is suggested lets them go on for so many exchanges, the one that failed included. */
const ENOUGH = 5;
const DAYS = 7;
const STEP = 1_000;
/** Upstream is asked to count for each step beyond what was predicted: it is not asked forever. */
const MOST_STEPS = 20;

type Plan = Standing & { version: VersionRow };

/** How it stands: the session in which something failed, else the newest; null where nothing can be started. */
const planFor = async (
  world: AppContext,
  invitationId: string,
  failedIn: number | null,
): Promise<{ asked: AppContext; plan: Plan } | null> => {
  const [line] = await world.quotaLineStore.quotaLines([invitationId]);
  const sessionId = failedIn ?? line?.sessionId ?? null;
  const session = sessionId === null ? null : await world.conversationStore.sessionById(sessionId);
  if (session) {
    const [version, standing] = await Promise.all([
      world.conversationStore.versionOf(session),
      world.conversationStore.standing(session.id),
    ]);
    return { asked: worldOf(world, session), plan: { ...standing, version } };
  }
  if (!line?.version) return null;
  const ledger = await world.quotaStore.ledger(invitationId);
  return {
    asked: worldOf(world, line),
    plan: { transcript: EMPTY_SESSION, lastCalls: [], ledger, version: line.version },
  };
};

/** What they would send: the exchange that failed once more, else the next one of the line in use. */
const exchangeOf = ({ transcript }: Plan, failedId: string | null): TranscriptExchange => {
  const failed = everyExchange(transcript).find(({ id }) => id === failedId);
  if (failed) return { ...failed, status: "RUNNING", partner: null, coach: null };
  const branchId = lineInUse(transcript);
  return imaginedExchange(nextNumber(lineOf(transcript, branchId)), "", branchId);
};

/** Whether the ledger would admit it, with so many tokens more: asked as a message asks. */
const fits = (world: AppContext, plan: Plan, planned: TranscriptExchange, more: number): Promise<boolean> =>
  chooseReservation(world, { ...plan, ledger: { ...plan.ledger, tokens: plan.ledger.tokens + more } }, planned).then(
    () => true,
    (thrown: unknown) => {
      if (thrown instanceof Problem && thrown.code === "exhausted") return false;
      throw thrown;
    },
  );

/** @returns null: what comes next fits as it is */
const tokensFor = async (
  world: AppContext,
  standing: Plan,
  failedId: string | null,
): Promise<{ tokens: number; exchanges: number } | null> => {
  const planned = exchangeOf(standing, failedId);
  const { version } = standing;
  const again = planned.id === "" ? standing.transcript : withExchange(standing.transcript, planned);
  const plan = { ...standing, transcript: again };
  if (await fits(world, plan, planned, 0)) return null;
  const { content } = planned.user;
  const contexts = contextsFor(version, again, planned);
  const bound = await forecastExchange(world, version, contexts, plan.lastCalls, content);
  const { partner, coach } = await countExactly(world, version, contexts, bound, content);
  const { ledger } = plan;
  const left = Math.max(0, ledger.tokens - ledger.used - ledger.reserved);
  let tokens = STEP;
  while (predictExchanges(left + tokens, partner, coach, ENOUGH) < ENOUGH) tokens += STEP;
  for (let step = 0; step < MOST_STEPS && !(await fits(world, plan, planned, tokens)); step++) tokens += STEP;
  return { tokens, exchanges: ENOUGH };
};

/**
 * What an invitee who cannot go on needs, as the ledger would have it: a failed exchange that fits needs nothing, they try it again
 * themselves. Of a revoked invitation nothing is said: it is re-issued.
 */
export const wayOn = async (world: AppContext, invitation: StaffInvitationRow): Promise<WayOn> => {
  const failed = await world.wayOnStore.lastFailed(invitation.id);
  const nothing: WayOn = { failed, days: null, tokens: null, exchanges: null };
  if (invitation.revokedAt !== null) return nothing;
  const days = invitation.expiresAt.getTime() <= Date.now() ? DAYS : null;
  // Whoever comes by a group's link spends of an invitation of their own.
  const found =
    invitation.claimMode === "SHARED" ? null : await planFor(world, invitation.id, failed?.sessionId ?? null);
  const needed = found && (await tokensFor(found.asked, found.plan, failed?.exchangeId ?? null));
  return { ...nothing, days, tokens: needed?.tokens ?? null, exchanges: needed?.exchanges ?? null };
};
