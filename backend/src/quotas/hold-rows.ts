/** Expiry and revocation stop new exchanges in the very statement that would start one. */
export const OPEN = `i."revokedAt" IS NULL AND i."expiresAt" > now()`;

/** `boundFor`: the model in whose tokens the amount was worked out; left out: `model`, the one that is asked for */
export type LaneHold = { holdId: string; model: string; amount: number; maxOutput: number; boundFor?: string };
type Lanes = { partner?: LaneHold; coach?: LaneHold | null };
/** The rows to insert, as JSON, and their sum. */
export const holdValues = (holds: Lanes) => {
  const lanes = (["partner", "coach"] as const).flatMap((lane) => {
    const hold = holds[lane];
    return hold ? [{ lane, hold }] : [];
  });
  return {
    total: lanes.reduce((sum, { hold }) => sum + hold.amount, 0),
    json: JSON.stringify(
      lanes.map(({ lane, hold }) => ({
        id: hold.holdId,
        lane,
        model: hold.model,
        amount: hold.amount,
        output: hold.maxOutput,
      })),
    ),
  };
};
export const HOLD_ROWS = (parameter: string) =>
  `jsonb_to_recordset(${parameter}::jsonb) AS l(id text, lane text, model text, amount int, output int)`;

/** What holds are of: SQL expressions of the two ids, one of them NULL. `spend`: what they count against. */
export const insertHolds = (
  of: { exchange: string; aside: string },
  invitation: string,
  owner: string,
  spend: { columns: string; values: string },
) => `INSERT INTO "Hold" (id, "invitationId", "exchangeId", "asideId", lane, model, amount, "maxOutputTokens", owner${spend.columns})
  SELECT l.id, ${invitation}, ${of.exchange}, ${of.aside}, l.lane, l.model, l.amount, l.output, ${owner}${spend.values}`;
