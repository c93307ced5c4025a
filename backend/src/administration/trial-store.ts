import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { audit } from "./audit-store.ts";

export type NewTrial = {
  id: string;
  tokenHash: string;
  label: string;
  scenarioId: number;
  versionId: string;
  siteId: string | null;
  simulated: boolean;
  quota: { tokens: number; label: string };
  hours: number;
  createdById: string;
  /** what the audit says was done, and to what */
  act: { action: "scenario.try" | "scenario.replay" | "site.try"; subject: string; detail: object };
};

export type TrialStore = ReturnType<typeof createTrialStore>;
export const createTrialStore = ({ pool }: Pick<Database, "pool">) => ({
  /** An invitation like any other, with one version to run and no place in lists. */
  createTrial: (made: NewTrial): Promise<Date> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ expiresAt: Date }>(
        `INSERT INTO "Invitation" (id, token, label, "scenarioId", "trialVersionId", simulated, quota, "expiresAt", "siteId", "createdById")
         VALUES ($1, $2, $3, $4, $5, $6, $7, now() + make_interval(hours => $8), $9, $10) RETURNING "expiresAt"`,
        [
          made.id,
          made.tokenHash,
          made.label,
          made.scenarioId,
          made.versionId,
          made.simulated,
          JSON.stringify(made.quota),
          made.hours,
          made.siteId,
          made.createdById,
        ],
      );
      await audit(client, { actorId: made.createdById, ...made.act });
      return rows[0]?.expiresAt as Date;
    }),
});
