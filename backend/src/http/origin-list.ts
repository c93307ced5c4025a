const REMEMBER_MS = 2_000;

/** The origins of all active sites, read anew every two seconds, so that `site allow` works while the server runs. */
export const createOriginList = (activeOrigins: () => Promise<{ siteId: string; origins: string[] }[]>) => {
  let known: Promise<{ siteId: string; origins: string[] }[]> | null = null;
  let readAt = 0;
  const sites = () => {
    if (!known || Date.now() - readAt > REMEMBER_MS) {
      readAt = Date.now();
      known = activeOrigins().catch((error: unknown) => {
        known = null;
        throw error;
      });
    }
    return known;
  };
  return {
    /** Exact match; `null` never. `siteId` null: any active site. */
    allows: async (origin: string, siteId: string | null): Promise<boolean> =>
      origin !== "null" &&
      (await sites()).some((site) => (siteId === null || site.siteId === siteId) && site.origins.includes(origin)),
  };
};
export type OriginList = ReturnType<typeof createOriginList>;
