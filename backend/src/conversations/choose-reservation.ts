import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { worstInputCharge } from "../quotas/charge.ts";
import {
  clampLaneToHeadroom,
  clampToHeadroom,
  type ExchangeReservation,
  type LaneForecast,
  leastReservation,
  type Reservation,
  reserveFor,
  reserveLaneFor,
  totalOf,
} from "../quotas/predict-reservation.ts";
import type { SessionRow, VersionRow } from "./conversation-store.ts";
import { countComment, countExactly } from "./count-exactly.ts";
import {
  asideContext,
  contextsFor,
  forecastComment,
  forecastExchange,
  leastOfNext,
  type QuotaBasis,
  restToldAsMore,
} from "./forecast.ts";
import { messageIdsOf } from "./model-context.ts";
import { type Forecasts, ORDINARY_MESSAGE_BYTES } from "./planned-session.ts";
import type { Standing } from "./standing-store.ts";
import { everyExchange, type TranscriptAside, type TranscriptExchange } from "./transcript.ts";

export const exhausted = (): Problem =>
  new Problem(
    "exhausted",
    "This does not fit into what is left of the invitation. Nothing was stored; your words are kept where you wrote them.",
  );
export const keptForExchange = (): Problem =>
  new Problem(
    "kept-for-exchange",
    "What is left is kept for your next message. Nothing was stored; your words are kept where you wrote them.",
  );

export type Planned = Standing & { session: SessionRow; version: VersionRow };
const headroomOf = ({ ledger }: Standing): number => ledger.tokens - ledger.used - ledger.reserved;

/**
 * Both lanes counted by upstream. Every message counts at least as the longest ordinary one, which is what people were
 * told of before they wrote: what was announced as impossible is not admitted, nor the other way round. An ordinary one
 * is counted as that alone; one of several lines is quoted line by line to the coach, and counted as it is.
 */
const countMessage = async (
  world: AppContext,
  { version, transcript }: Pick<Planned, "version" | "transcript">,
  current: TranscriptExchange,
  bound: Forecasts,
): Promise<Forecasts> => {
  const { content } = current.user;
  const count = (words: string): Promise<Forecasts> => {
    const contexts = contextsFor(version, transcript, { ...current, user: { ...current.user, content: words } });
    return countExactly(world, version, contexts, bound, words);
  };
  if (Buffer.byteLength(content) <= ORDINARY_MESSAGE_BYTES && !content.includes("\n")) return count("");
  const [ordinary, exact] = await Promise.all([count(""), count(content)]);
  return {
    partner: larger(ordinary.partner, exact.partner),
    coach: exact.coach && larger(ordinary.coach, exact.coach),
  };
};
const larger = (one: LaneForecast | null, other: LaneForecast): LaneForecast =>
  one && reserveLaneFor(one).amount > reserveLaneFor(other).amount ? one : other;

/**
 * The worst case of an exchange: in full where it fits. Where the cheap bound would refuse or clamp, upstream is asked
 * for the exact input.
 * @param told where it must leave an exchange: what the quota was last told from. It leaves what the next one needs at least, `keep`
 *   (tokens). Where both do not fit at their worst, it is admitted in its least size as long as more than one exchange is told, and
 *   leaves the next one after what it may well be charged. null: it need not
 * @returns with the messages that the coach's part was worked out from
 * @throws Problem exhausted, kept-for-exchange
 */
export const chooseReservation = async (
  world: AppContext,
  plan: Omit<Planned, "session">,
  current: TranscriptExchange,
  told: QuotaBasis | null = null,
): Promise<{ reservation: ExchangeReservation; keep: number; planned: number[] }> => {
  const { version, transcript, lastCalls } = plan;
  const headroom = headroomOf(plan);
  const { content } = current.user;
  const contexts = contextsFor(version, transcript, current);
  const bound = await forecastExchange(world, version, contexts, lastCalls, content);
  const next = told ? await leastOfNext(world, version, transcript, current.branchId, lastCalls) : null;
  const planned = contexts.coach ? messageIdsOf(contexts.coach) : [];

  const full = reserveFor(bound.partner, bound.coach);
  const roughly = next?.bound ?? 0;
  if (totalOf(full) + roughly <= headroom) return { reservation: full, keep: roughly, planned };
  const [exact, keep] = await Promise.all([countMessage(world, plan, current, bound), next?.exact() ?? 0]);
  const reservation = clampToHeadroom(exact.partner, exact.coach, headroom - keep);
  if (reservation) return { reservation, keep, planned };
  const least = leastReservation(exact.partner, exact.coach);
  if (told === null || totalOf(least) > headroom) throw exhausted();
  const rest = await restToldAsMore(world, told, headroom);
  if (rest > headroom) throw keptForExchange();
  return { reservation: least, keep: Math.max(0, rest - totalOf(least)), planned };
};

/** The worst case of an aside's answer; it leaves what the next exchange of its line needs. As `chooseReservation`. */
export const chooseForAside = async (
  world: AppContext,
  plan: Planned,
  aside: TranscriptAside,
): Promise<{ reservation: Reservation; keep: number; planned: number[] }> => {
  const { version, transcript, lastCalls } = plan;
  const headroom = headroomOf(plan);
  const { context, pending } = asideContext(version, transcript, aside);
  const bound = await forecastComment(world, version, context, lastCalls, pending);
  const asked = { ...transcript, asides: [...transcript.asides, aside] };
  const next = await leastOfNext(world, version, asked, aside.branchId, lastCalls);
  const planned = messageIdsOf(context);
  // The comment on an exchange that runs will see the question and its answer too: its hold may have to grow by them.
  const runs = everyExchange(transcript).some(({ status }) => status === "RUNNING");
  const grown = runs ? worstInputCharge(Buffer.byteLength(aside.question.content) + 2 * bound.maxOutput) : 0;

  const full = reserveLaneFor(bound);
  if (full.amount + next.bound + grown <= headroom) return { reservation: full, keep: next.bound + grown, planned };
  const [exact, least]: [LaneForecast, number] = await Promise.all([
    countComment(world, version, context, bound, pending),
    next.exact(),
  ]);
  const keep = least + grown;
  const reservation = clampLaneToHeadroom(exact, headroom - keep);
  if (reservation) return { reservation, keep, planned };
  throw clampLaneToHeadroom(exact, headroom) ? keptForExchange() : exhausted();
};
