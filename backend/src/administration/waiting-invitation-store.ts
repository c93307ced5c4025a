import type { Pool } from "pg";

type Wanted = { label: string; scenarioSlug: string; site: string; createdById: string };
type WaitingInvitation = { id: string; tokenVersion: number; pageUrl: string | null };

/**
 * The newest invitation that was made so and that nobody has taken: unclaimed, good for a day at least, and for nobody in particular. Looked for as
 * far back as one is good that nobody extended.
 */
export const findWaiting = async (pool: Pool, wanted: Wanted): Promise<WaitingInvitation | null> => {
  const { rows } = await pool.query<WaitingInvitation>(
    `SELECT i.id, i."tokenVersion", w."pageUrl" FROM "Invitation" i
       JOIN "Site" w ON w.id = i."siteId" JOIN "Scenario" s ON s.id = i."scenarioId"
     WHERE w.key = $1 AND s.slug = $2 AND i.label = $3 AND i."createdById" = $4 AND i."createdAt" > now() - interval '15 days'
       AND i."claimMode" = 'SINGLE' AND i."claimedAt" IS NULL AND i."revokedAt" IS NULL AND i."expiresAt" > now() + interval '1 day'
       AND i."externalRef" IS NULL AND i.email IS NULL AND i.cohort IS NULL AND i."trialVersionId" IS NULL
     ORDER BY i."createdAt" DESC, i.id DESC LIMIT 1`,
    [wanted.site, wanted.scenarioSlug, wanted.label, wanted.createdById],
  );
  return rows[0] ?? null;
};
