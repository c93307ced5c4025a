import { RESERVED, USED } from "./ledger-columns.ts";
import { ceilingProblem, type DaySpend, OVERALL } from "./spend-store.ts";

/**
 * The rows of SpendDay are locked in one order everywhere, sites before the whole, and always after the invitation: so
 * nobody waits for somebody who waits for them.
 */
const IN_ORDER = `ORDER BY d.scope = '${OVERALL}', d.scope, d.day FOR NO KEY UPDATE OF d`;

type Reserving = { where: string; amount: string; returning: string };
/** How one reserving statement counts against its ceilings. */
export type SpendPart = {
  /** the CTE `inv`: the invitation's UPDATE, and before it what has to be looked at and locked */
  reserve: (invitation: Reserving) => string;
  /** of the holds' INSERT: two columns and their values */
  columns: string;
  values: string;
  /** around the statement's own SELECT: a row with `over`, the ceiling that refused, also where that selects none */
  select: (select: string) => string;
  /** in a statement's name */
  kind: string;
  /** to be appended to the statement's own */
  parameters: unknown[];
  /** @throws Problem daily-ceiling, where the row says so */
  admit: (row: { over?: string | null } | undefined) => void;
};

const reserveOnly = ({ where, amount, returning }: Reserving, from = ""): string =>
  `inv AS (UPDATE "Invitation" i SET usage = i.usage || jsonb_build_object('tokens', ${USED}, 'reserved', ${RESERVED} + ${amount})
      ${from} WHERE ${where} RETURNING ${returning})`;

const UNCOUNTED: SpendPart = {
  reserve: (invitation) => reserveOnly(invitation),
  columns: "",
  values: "",
  select: (select) => select,
  kind: "",
  parameters: [],
  admit: () => undefined,
};

/**
 * A reservation that fits the quota and all of its ceilings, or changes nothing: the invitation is locked, then the day's
 * rows, and only then is anything written.
 * @param before how many parameters the statement has of its own
 */
export const countSpend = (spend: DaySpend, before: number): SpendPart => {
  if (spend.ceilings.length === 0) return UNCOUNTED;
  const [day, ceilings] = [`$${before + 1}::date`, `$${before + 2}::jsonb`];
  const each = `jsonb_to_recordset(${ceilings}) AS c(scope text, ceiling bigint)`;
  return {
    reserve: ({ where, amount, returning }) => `
    fits AS (SELECT i.id FROM "Invitation" i WHERE ${where} FOR NO KEY UPDATE OF i),
    spend_rows AS (SELECT d.scope, d.tokens + d.reserved + ${amount} > c.ceiling AS over
      FROM fits, ${each} JOIN "SpendDay" d ON d.scope = c.scope AND d.day = ${day} ${IN_ORDER}),
    ${reserveOnly({ where: `i.id = fits.id AND NOT EXISTS (SELECT FROM spend_rows WHERE over)`, amount, returning }, "FROM fits")},
    spent AS (UPDATE "SpendDay" d SET reserved = d.reserved + ${amount} FROM inv, ${each} WHERE d.scope = c.scope AND d.day = ${day})`,
    columns: `, "spendScopes", "spendDay"`,
    values: `, (SELECT array_agg(c.scope) FROM ${each}), ${day}`,
    select: (select) =>
      `SELECT got.*, (SELECT scope FROM spend_rows WHERE over LIMIT 1) AS over FROM (SELECT) one LEFT JOIN (${select}) got ON true`,
    kind: "-counted",
    parameters: [spend.day, JSON.stringify(spend.ceilings)],
    admit: (row) => {
      if (row?.over) throw ceilingProblem(row.over);
    },
  };
};

/**
 * Moves what holds had reserved against their days' ceilings to what they were charged.
 * @param holds a CTE of settled holds: amount, "spendScopes", "spendDay" and `charge`, an expression of it
 * @param after a CTE whose row locks have to be taken before
 */
export const settleSpend = (holds: string, charge: string, after: string): string => `
    spending AS (SELECT scope, h."spendDay" AS day, sum(${charge})::bigint AS charged, sum(h.amount)::bigint AS amount
      FROM ${holds} h, unnest(h."spendScopes") AS scope WHERE h."spendDay" IS NOT NULL AND (SELECT count(*) FROM ${after}) >= 0
      GROUP BY scope, h."spendDay"),
    spend_rows AS (SELECT d.scope, d.day FROM spending p JOIN "SpendDay" d ON d.scope = p.scope AND d.day = p.day ${IN_ORDER}),
    spent AS (UPDATE "SpendDay" d SET tokens = d.tokens + p.charged, reserved = d.reserved - p.amount
      FROM spend_rows r JOIN spending p ON p.scope = r.scope AND p.day = r.day WHERE d.scope = r.scope AND d.day = r.day)`;
