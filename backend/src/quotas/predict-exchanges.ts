import { chargeOf } from "./charge.ts";
import { reserveFor, totalOf } from "./predict-reservation.ts";

/** Typical sizes in tokens of a practice talk, from replayed dialogues: a preset stated in exchanges is computed from these. */
export const TYPICAL = {
  partnerPrompt: 900,
  coachPrompt: 700,
  user: 40,
  partner: 60,
  comment: 60,
  framing: 30,
  partnerMinimumCache: 1024,
  coachMinimumCache: 512,
};
type Typical = typeof TYPICAL;

/** One call on a context that grows by appending: what was there at the last call is read, the rest is written. */
const callCharge = (context: number, before: number, output: number, minimumCache: number): number => {
  const cached = before >= minimumCache ? before : 0;
  const fresh = context - cached;
  const counts = context >= minimumCache ? { input: 0, cacheWrite: fresh } : { input: fresh, cacheWrite: 0 };
  return chargeOf({ ...counts, cacheRead: cached, output });
};

/** Tokens that a talk of `exchanges` exchanges is charged, with prompt caching. */
export const predictCharge = (exchanges: number, sizes: Typical = TYPICAL): number => {
  let [partner, coach, partnerBefore, coachBefore, total] = [sizes.partnerPrompt, sizes.coachPrompt, 0, 0, 0];
  for (let number = 1; number <= exchanges; number++) {
    partner += sizes.user;
    total += callCharge(partner, partnerBefore, sizes.partner, sizes.partnerMinimumCache);
    partnerBefore = partner;
    partner += sizes.partner;
    coach += sizes.user + sizes.partner + sizes.framing;
    total += callCharge(coach, coachBefore, sizes.comment, sizes.coachMinimumCache);
    coachBefore = coach;
    coach += sizes.comment;
  }
  return total;
};

/** The quota for `exchanges` typical exchanges: their charge, and room for the reservation of the last of them. */
export const quotaForExchanges = (exchanges: number, lastReservation: number): number =>
  Math.ceil((predictCharge(exchanges - 1) + lastReservation) / 1000) * 1000;

/** Bytes of an ordinary message, and framing, as the reservation counts them. */
const TYPICAL_MESSAGE_BYTES = 280;

/** What the `number`-th exchange of a typical talk reserves: the bound of the ledger on the typical sizes. */
export const predictReservation = (number: number, maxTokens: { partner: number; coach: number }, sizes: Typical = TYPICAL): number => {
  const before = number - 1;
  const lane = (prompt: number, perExchange: number, output: number, newBytes: number, maxOutput: number) => ({
    lastInput: prompt + before * perExchange,
    lastOutput: output,
    newBytes,
    maxOutput,
  });
  const partner = lane(sizes.partnerPrompt, sizes.user + sizes.partner, sizes.partner, TYPICAL_MESSAGE_BYTES, maxTokens.partner);
  const coach = lane(sizes.coachPrompt, sizes.user + sizes.partner + sizes.framing + sizes.comment, sizes.comment, TYPICAL_MESSAGE_BYTES * 2, maxTokens.coach);
  return totalOf(reserveFor(partner, coach));
};

/** A preset stated in exchanges: enough for `exchanges` typical ones, the last of them reserved in full. */
export const presetTokens = (exchanges: number, maxTokens: { partner: number; coach: number }): number =>
  quotaForExchanges(exchanges, predictReservation(exchanges, maxTokens));
