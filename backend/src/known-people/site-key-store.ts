import { randomUUID } from "node:crypto";
import { audit } from "../administration/audit-store.ts";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { ChangeSite } from "../protocol/known-people.ts";

export type SiteKeyRow = { id: string; siteId: string; createdAt: Date; retiresAt: Date | null };
/** A key that is good now, with the name under which its site signs. */
export type LiveSiteKey = { siteId: string; siteKey: string; siteName: string; secret: string };

/** Columns that a change of a site may set. */
export type SiteColumns = ChangeSite;
const SITE_COLUMNS = [
  "requireKnownPeople",
  "voice",
  "returnUrls",
  "name",
  "pageUrl",
  "origins",
  "helpContacts",
  "theme",
  "testMode",
  "retentionDays",
  "isActive",
] as const satisfies (keyof SiteColumns)[];
const JSON_COLUMNS: readonly string[] = ["helpContacts", "theme"];

export type SiteKeyStore = ReturnType<typeof createSiteKeyStore>;
export const createSiteKeyStore = ({ prisma, pool }: Database) => ({
  site: (id: string) => prisma.site.findUnique({ where: { id } }),
  liveKey: async (kid: string): Promise<LiveSiteKey | null> => {
    const { rows } = await pool.query<LiveSiteKey>(
      `SELECT k."siteId", s.key AS "siteKey", s.name AS "siteName", k.secret FROM "SiteKey" k JOIN "Site" s ON s.id = k."siteId"
       WHERE k.id = $1 AND s."isActive" AND (k."retiresAt" IS NULL OR k."retiresAt" > now())`,
      [kid],
    );
    return rows[0] ?? null;
  },
  /** Those that are still good, newest first. */
  keysOf: async (siteId: string): Promise<SiteKeyRow[]> => {
    const { rows } = await pool.query<SiteKeyRow>(
      `SELECT id, "siteId", "createdAt", "retiresAt" FROM "SiteKey"
       WHERE "siteId" = $1 AND ("retiresAt" IS NULL OR "retiresAt" > now()) ORDER BY "createdAt" DESC, id DESC`,
      [siteId],
    );
    return rows;
  },
  /** @param overlapHours after which the site's other keys retire, unless they do earlier; null: they stay */
  addKey: (
    key: { siteId: string; secret: string; overlapHours: number | null },
    actorId: string,
  ): Promise<SiteKeyRow> =>
    inTransaction(pool, async (client) => {
      const id = randomUUID();
      if (key.overlapHours !== null)
        await client.query(
          `UPDATE "SiteKey" SET "retiresAt" = least("retiresAt", (now() + make_interval(hours => $2))::timestamp) WHERE "siteId" = $1`,
          [key.siteId, key.overlapHours],
        );
      const { rows } = await client.query<SiteKeyRow>(
        `INSERT INTO "SiteKey" (id, "siteId", secret) VALUES ($1, $2, $3) RETURNING id, "siteId", "createdAt", "retiresAt"`,
        [id, key.siteId, key.secret],
      );
      await audit(client, {
        actorId,
        action: "site-key.create",
        subject: id,
        detail: { site: key.siteId, overlapHours: key.overlapHours },
      });
      return rows[0] as SiteKeyRow;
    }),
  /** It signs nobody in from now on. @returns false where the site has no such key */
  deleteKey: (siteId: string, kid: string, actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const { rowCount } = await client.query(`DELETE FROM "SiteKey" WHERE id = $1 AND "siteId" = $2`, [kid, siteId]);
      if (rowCount !== 1) return false;
      await audit(client, { actorId, action: "site-key.delete", subject: kid, detail: { site: siteId } });
      return true;
    }),
  /** What is undefined stays as it is. @returns false where there is no such site */
  changeSite: (siteId: string, change: SiteColumns, actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const given = SITE_COLUMNS.filter((name) => change[name] !== undefined);
      const set = given.map((name, place) => `"${name}" = $${place + 2}`);
      const values = given.map((name) => (JSON_COLUMNS.includes(name) ? JSON.stringify(change[name]) : change[name]));
      const { rowCount } = await client.query(
        `UPDATE "Site" SET ${[...set, `"updatedAt" = now()`].join(", ")} WHERE id = $1`,
        [siteId, ...values],
      );
      if (rowCount !== 1) return false;
      // The audit keeps for good what it says: of people to turn to only how many there are.
      const { helpContacts, ...plain } = change;
      const detail = helpContacts === undefined ? plain : { ...plain, helpContacts: helpContacts.length };
      await audit(client, { actorId, action: "site.change", subject: siteId, detail });
      return true;
    }),
});
