import { worstInputCharge } from "./charge.ts";
import type { NextReservation } from "./quota-state.ts";

/** What is known of a lane before its next call. Tokens, except `newBytes`: UTF-8 bytes (no token is shorter than a byte). */
export type LaneForecast = {
  /** total input and output tokens of the lane's last call on this model; 0 where there was none */
  lastInput: number;
  lastOutput: number;
  /** bytes of everything in the next context that the last call had not seen (all of it where there was none) */
  newBytes: number;
  maxOutput: number;
};
export type Reservation = { amount: number; maxOutput: number };
export type ExchangeReservation = { partner: Reservation; coach: Reservation | null };

/** Role markers and block framing, a few tokens a turn. */
const OVERHEAD_TOKENS = 64;
/** A reply or comment shorter than this is no use: below it an exchange is refused rather than clamped. */
export const LEAST_OUTPUT = { partner: 256, coach: 160 };

const worstInput = (lane: LaneForecast, extraTokens: number): number =>
  worstInputCharge(lane.lastInput + lane.lastOutput + lane.newBytes + extraTokens + OVERHEAD_TOKENS);

/** The worst case of one lane whose whole context is known. */
export const reserveLaneFor = (lane: LaneForecast): Reservation => ({
  amount: worstInput(lane, 0) + lane.maxOutput,
  maxOutput: lane.maxOutput,
});

/**
 * The coach's lane alone, its output clamped so that it fits into `headroom` tokens; null where not even the least does.
 */
export const clampLaneToHeadroom = (lane: LaneForecast, headroom: number): Reservation | null => {
  const input = worstInput(lane, 0);
  const maxOutput = Math.min(lane.maxOutput, headroom - input);
  return maxOutput < Math.min(LEAST_OUTPUT.coach, lane.maxOutput) ? null : { amount: input + maxOutput, maxOutput };
};

/** The worst case of both lanes. The coach also reads the partner's reply, so at most the partner's maximum more. */
export const reserveFor = (
  partner: LaneForecast,
  coach: LaneForecast | null,
  output = { partner: partner.maxOutput, coach: coach?.maxOutput ?? 0 },
): ExchangeReservation => ({
  partner: { amount: worstInput(partner, 0) + output.partner, maxOutput: output.partner },
  coach: coach && { amount: worstInput(coach, output.partner) + output.coach, maxOutput: output.coach },
});

export const totalOf = (reservation: ExchangeReservation): number =>
  reservation.partner.amount + (reservation.coach?.amount ?? 0);

const leastOutput = (partner: LaneForecast, coach: LaneForecast | null) => ({
  partner: Math.min(LEAST_OUTPUT.partner, partner.maxOutput),
  coach: Math.min(LEAST_OUTPUT.coach, coach?.maxOutput ?? 0),
});

/**
 * The largest reservation that fits into `headroom` tokens: in full, else with the outputs clamped in proportion, never
 * below the least; null where even that does not fit.
 */
export const clampToHeadroom = (
  partner: LaneForecast,
  coach: LaneForecast | null,
  headroom: number,
): ExchangeReservation | null => {
  const full = reserveFor(partner, coach);
  if (totalOf(full) <= headroom) return full;
  const least = leastOutput(partner, coach);
  if (totalOf(reserveFor(partner, coach, least)) > headroom) return null;
  let [low, high] = [0, 1000];
  const at = (share: number) =>
    reserveFor(partner, coach, {
      partner: least.partner + Math.floor(((partner.maxOutput - least.partner) * share) / 1000),
      coach: least.coach + Math.floor((((coach?.maxOutput ?? 0) - least.coach) * share) / 1000),
    });
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (totalOf(at(middle)) <= headroom) low = middle;
    else high = middle - 1;
  }
  return at(low);
};

/** Both lanes with outputs clamped to the least that makes sense. */
export const leastReservation = (partner: LaneForecast, coach: LaneForecast | null): ExchangeReservation =>
  reserveFor(partner, coach, leastOutput(partner, coach));

export const nextReservation = (partner: LaneForecast, coach: LaneForecast | null): NextReservation => ({
  full: totalOf(reserveFor(partner, coach)),
  least: totalOf(leastReservation(partner, coach)),
});
