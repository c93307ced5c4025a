import type { Pool } from "pg";
import { Problem } from "../problem.ts";
/** The scope of SpendDay that counts all spending; the others are ids of sites. */
export const OVERALL = "all";

/** A daily ceiling that a reservation counts against, in tokens. */
export type SpendCeiling = { scope: string; ceiling: number };
/** The ceilings of one invitation on one day (UTC, `YYYY-MM-DD`). No ceilings: nothing is counted and no row is touched. */
export type DaySpend = { day: string; ceilings: SpendCeiling[] };
export const NO_CEILINGS: DaySpend = { day: "", ceilings: [] };

/** What is spent and held of one ceiling today. */
export type SpendLevel = SpendCeiling & { name: string; spent: number };

const SITES_KNOWN_MS = 2_000;
const today = (now: number): string => new Date(now).toISOString().slice(0, 10);

/** Seconds until the day (UTC) that `now` (ms) is in ends: at least 1. */
export const secondsToMidnight = (now: number): number =>
  Math.max(1, Math.ceil((86_400_000 - (now % 86_400_000)) / 1000));

/** 429 with `Retry-After` to midnight UTC. Nothing was stored. */
export const ceilingProblem = (scope: string, now = Date.now()): Problem =>
  new Problem(
    "daily-ceiling",
    `${scope === OVERALL ? "This service" : "This site"} has spent what it may spend today. Nothing was stored; your words are kept where you wrote them. It goes on after midnight (UTC).`,
    { retryAfter: secondsToMidnight(now) },
  );

/**
 * The daily ceilings. Which sites have one is known for two seconds, so that an installation without any asks nothing
 * more of the database for a message. A ceiling counts from the moment on which it is set.
 */
export const createSpendBook = (pool: Pool) => {
  let sites: { at: number; ceilings: Promise<Map<string, { name: string; ceiling: number }>> } | null = null;
  const siteCeilings = () => {
    if (sites && Date.now() - sites.at < SITES_KNOWN_MS) return sites.ceilings;
    const ceilings = pool
      .query<{ id: string; key: string; ceiling: string }>(
        `SELECT id, key, "dailyTokens" AS ceiling FROM "Site" WHERE "dailyTokens" IS NOT NULL`,
      )
      .then(({ rows }) => new Map(rows.map(({ id, key, ceiling }) => [id, { name: key, ceiling: Number(ceiling) }])));
    sites = { at: Date.now(), ceilings };
    ceilings.catch(() => {
      sites = null;
    });
    return ceilings;
  };
  const ensured = new Set<string>();
  const ensureRows = async (day: string, scopes: string[]): Promise<void> => {
    const missing = scopes.filter((scope) => !ensured.has(`${day} ${scope}`));
    if (missing.length === 0) return;
    await pool.query(`INSERT INTO "SpendDay" (scope, day) SELECT unnest($1::text[]), $2::date ON CONFLICT DO NOTHING`, [
      missing,
      day,
    ]);
    // Yesterday's are not asked for again.
    for (const known of ensured) if (!known.startsWith(day)) ensured.delete(known);
    for (const scope of missing) ensured.add(`${day} ${scope}`);
  };
  return {
    /**
     * The ceilings that a reservation of this invitation counts against; their rows of today are there afterwards.
     * @param overall the setting `DAILY_TOKENS`; null: none
     */
    open: async (invitationId: string, overall: number | null): Promise<DaySpend> => {
      const bySite = await siteCeilings();
      if (overall === null && bySite.size === 0) return NO_CEILINGS;
      const ceilings: SpendCeiling[] = [];
      if (bySite.size > 0) {
        const { rows } = await pool.query<{ siteId: string | null }>(
          `SELECT "siteId" FROM "Invitation" WHERE id = $1`,
          [invitationId],
        );
        const scope = rows[0]?.siteId;
        const site = scope ? bySite.get(scope) : undefined;
        if (scope && site) ceilings.push({ scope, ceiling: site.ceiling });
      }
      if (overall !== null) ceilings.push({ scope: OVERALL, ceiling: overall });
      if (ceilings.length === 0) return NO_CEILINGS;
      const day = today(Date.now());
      await ensureRows(
        day,
        ceilings.map(({ scope }) => scope),
      );
      return { day, ceilings };
    },
    /** Every ceiling there is with what stands against it today: for the alarm. */
    levels: async (overall: number | null): Promise<SpendLevel[]> => {
      const bySite = await siteCeilings();
      const all = [...bySite].map(([scope, { name, ceiling }]) => ({ scope, name, ceiling }));
      if (overall !== null) all.push({ scope: OVERALL, name: OVERALL, ceiling: overall });
      if (all.length === 0) return [];
      const { rows } = await pool.query<{ scope: string; spent: string }>(
        `SELECT scope, tokens + reserved AS spent FROM "SpendDay" WHERE day = $1::date AND scope = ANY($2)`,
        [today(Date.now()), all.map(({ scope }) => scope)],
      );
      const spent = new Map(rows.map((row) => [row.scope, Number(row.spent)]));
      return all.map((level) => ({ ...level, spent: spent.get(level.scope) ?? 0 }));
    },
  };
};
