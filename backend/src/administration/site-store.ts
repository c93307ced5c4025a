import type { Database } from "../database/create-database.ts";

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
  addSite: async (site: { key: string; name: string; pageUrl: string }): Promise<{ key: string } | null> =>
    (await prisma.site.count({ where: { key: site.key } })) > 0
      ? null
      : prisma.site.create({ data: { ...site, origins: [new URL(site.pageUrl).origin] } }),
  /** Lets an origin embed the widget: of one site, by its key, or of the only one beside the demo's. @returns null where that is not clear */
  allowOrigin: async (origin: string, siteKey: string | null): Promise<{ key: string; origins: string[] } | null> => {
    const sites = await prisma.site.findMany({
      where: { isActive: true, ...(siteKey === null ? {} : { key: siteKey }) },
    });
    // Beside the demo's, a single site of one's own is the one that is meant.
    const own = sites.filter((site) => site.key !== "demo");
    const [site, another] = own.length > 0 ? own : sites;
    if (!site || another) return null;
    const { rows } = await pool.query<{ key: string; origins: string[] }>(
      `UPDATE "Site" SET origins = CASE WHEN $2 = ANY(origins) THEN origins ELSE array_append(origins, $2) END, "updatedAt" = now() WHERE id = $1 RETURNING key, origins`,
      [site.id, origin],
    );
    return rows[0] ?? null;
  },
});
