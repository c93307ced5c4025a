import type { AppContext } from "../app-context.ts";
import type { ProviderName } from "../protocol/sign-in.ts";

/** How those are called whose accounts may be stored: as the settings name them, and each host site by its brand. */
export const providerNames = async (world: Pick<AppContext, "providers" | "siteStore">): Promise<ProviderName[]> => [
  ...world.providers.list.map(({ identityProvider, name }) => ({ provider: identityProvider, name })),
  ...(await world.siteStore.sites()).map(({ id, name }) => ({ provider: `site:${id}`, name })),
];
