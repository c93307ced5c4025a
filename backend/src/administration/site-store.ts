import { randomUUID } from "node:crypto";
import { audit } from "./audit-store.ts";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";

export type SiteStore = ReturnType<typeof createSiteStore>;
export const createSiteStore = ({ prisma, pool }: Database) => ({
  activeOrigins: async () =>
    (await prisma.site.findMany({ where: { isActive: true }, select: { id: true, origins: true } })).map(
      ({ id, origins }) => ({ siteId: id, origins }),
    ),
  sites: () => prisma.site.findMany({ orderBy: { createdAt: "asc" } }),
  /** The demo site's row follows where the demo is served now; origins that staff added stay. */
  keepDemoSite: async (site: {
    key: string;
    name: string;
    pageUrl: string;
    origins: string[];
    helpContacts: object[];
    voice: boolean;
  }): Promise<void> => {
    const known = await prisma.site.findUnique({ where: { key: site.key } });
    if (known)
      await prisma.site.update({
        where: { key: site.key },
        data: { pageUrl: site.pageUrl, origins: [...new Set([...known.origins, ...site.origins])] },
      });
    else await prisma.site.create({ data: site });
  },
  /** A host site; its page's own origin may embed the widget from the start. @returns null where the key is taken */
  addSite: (
    site: { key: string; name: string; pageUrl: string },
    actorId: string | null,
  ): Promise<{ key: string } | null> =>
    inTransaction(pool, async (client) => {
      const id = randomUUID();
      const { rowCount } = await client.query(
        `INSERT INTO "Site" (id, key, name, "pageUrl", origins, "updatedAt") VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (key) DO NOTHING`,
        [id, site.key, site.name, site.pageUrl, [new URL(site.pageUrl).origin]],
      );
      if (rowCount !== 1) return null;
      await audit(client, { actorId, action: "site.create", subject: id, detail: { key: site.key } });
      return { key: site.key };
    }),
  /** Lets an origin embed the widget of a site. @returns null where there is no active one of that key */
  allowOrigin: async (
    origin: string,
    key: string,
    actorId: string | null,
  ): Promise<{ key: string; origins: string[] } | null> => {
    const site = await prisma.site.findFirst({ where: { isActive: true, key } });
    if (!site) return null;
    return inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ key: string; origins: string[] }>(
        `UPDATE "Site" SET origins = array_append(origins, $2), "updatedAt" = now() WHERE id = $1 AND $2 <> ALL(origins) RETURNING key, origins`,
        [site.id, origin],
      );
      // Allowed before: nothing was done.
      if (!rows[0]) return { key: site.key, origins: site.origins };
      await audit(client, { actorId, action: "site.allow", subject: site.id, detail: { origin } });
      return rows[0];
    });
  },
});
