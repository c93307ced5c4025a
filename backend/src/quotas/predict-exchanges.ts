import { chargeOf } from "./charge.ts";
import { type LaneForecast, nextReservation } from "./predict-reservation.ts";

/** Ordinary sizes in tokens, taken from replayed dialogues; a test replays some and compares. */
export const ORDINARY = {
  user: 25,
  partner: 35,
  comment: 45,
  /** headings and the ask of a coach's turn */
  framing: 25,
  /** bytes of an ordinary message, as the reservation counts it */
  messageBytes: 280,
  bytesAToken: 4,
  /** shorter contexts are not cached (Anthropic, prompt caching: by model) */
  cachedFrom: { partner: 1024, coach: 512 },
};
/** Further than this nobody counts; where more than that fit by the worst case, the ledger's own count stands. */
const MOST = 99;

/** Where a lane stands: tokens of its next context before the new message, and how many of them were sent before. */
type LaneState = { context: number; sent: number };

const stateOf = (lane: LaneForecast): LaneState =>
  lane.lastInput > 0
    ? { context: lane.lastInput + lane.lastOutput, sent: lane.lastInput }
    : { context: Math.max(0, Math.round((lane.newBytes - ORDINARY.messageBytes) / ORDINARY.bytesAToken)), sent: 0 };

/** One call on a context that grows by appending: what was sent before is read from the cache, the rest is written to it. */
const callCharge = (lane: LaneState, added: number, output: number, cachedFrom: number): number => {
  const input = lane.context + added;
  const read = lane.sent >= cachedFrom ? lane.sent : 0;
  const fresh = input - read;
  lane.context = input + output;
  lane.sent = input;
  return chargeOf(
    input >= cachedFrom
      ? { input: 0, cacheWrite: fresh, cacheRead: read, output }
      : { input, cacheWrite: 0, cacheRead: 0, output },
  );
};

const worstNow = (state: LaneState, lane: LaneForecast, newBytes: number): LaneForecast =>
  state.sent > 0
    ? { lastInput: state.sent, lastOutput: state.context - state.sent, newBytes, maxOutput: lane.maxOutput }
    : lane;

/**
 * How many ordinary exchanges fit into `remaining` tokens: one after the other, each reserved at its worst case as the
 * ledger would, each charged what ordinary ones are. A clamped last one counts.
 * @param most it counts no further
 * @param charged tokens that each is charged, where that was measured; left out: what ordinary ones are
 */
export const predictExchanges = (
  remaining: number,
  partner: LaneForecast,
  coach: LaneForecast | null,
  most = MOST,
  charged?: number,
): number => {
  const [speaks, comments] = [stateOf(partner), coach && stateOf(coach)];
  let left = remaining;
  for (let made = 0; made < most; made++) {
    const reserve = nextReservation(
      worstNow(speaks, partner, ORDINARY.messageBytes),
      coach && comments && worstNow(comments, coach, ORDINARY.messageBytes + ORDINARY.framing * ORDINARY.bytesAToken),
    );
    if (reserve.least > left) return made;
    const spoken = callCharge(speaks, ORDINARY.user, ORDINARY.partner, ORDINARY.cachedFrom.partner);
    const commented = comments
      ? callCharge(
          comments,
          ORDINARY.user + ORDINARY.partner + ORDINARY.framing,
          ORDINARY.comment,
          ORDINARY.cachedFrom.coach,
        )
      : 0;
    left -= charged ?? spoken + commented;
  }
  return most;
};

/** Longer than ordinary, and nothing of it in the cache: what one exchange may well be charged. */
export const cautiousCharge = (partner: LaneForecast, coach: LaneForecast | null): number => {
  const message = ORDINARY.messageBytes / ORDINARY.bytesAToken;
  const [said, commented] = [Math.ceil(ORDINARY.partner * 1.5), Math.ceil(ORDINARY.comment * 1.5)];
  const speaks = stateOf(partner).context + message + said;
  return speaks + (coach ? stateOf(coach).context + message + said + ORDINARY.framing + commented : 0);
};

/** The quota for `exchanges` ordinary ones from these first calls on, to the next thousand: what a preset is computed from. */
export const tokensForExchanges = (exchanges: number, partner: LaneForecast, coach: LaneForecast | null): number => {
  let tokens = 1_000;
  while (predictExchanges(tokens, partner, coach, exchanges) < exchanges) tokens += 1_000;
  return tokens;
};
