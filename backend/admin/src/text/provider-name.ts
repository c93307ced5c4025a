import { signal } from "@preact/signals";

const known = signal<ReadonlyMap<string, string>>(new Map());

/** What the server calls them, once it has said so: who shows a name is drawn again. */
export const nameProviders = (items: readonly { provider: string; name: string }[]): void => {
  known.value = new Map(items.map(({ provider, name }) => [provider, name]));
};

const hostOf = (address: string): string => (URL.canParse(address) ? new URL(address).host : address);

/**
 * What a stored provider is called: `google`, `github:URL`, `oidc:ISSUER`, `site:ID`. By its own name where the server knows it; one
 * that is no longer set up by what can be read from it.
 */
export const providerName = (provider: string): string => {
  const named = known.value.get(provider);
  if (named !== undefined) return named;
  const [kind = "", ...rest] = provider.split(":");
  const where = rest.join(":");
  if (kind === "site") return "A host site";
  if (kind === "oidc") return where === "" ? "Sign-in of the house" : hostOf(where);
  const name = { google: "Google", apple: "Apple", github: "GitHub" }[kind] ?? kind;
  return where === "" ? name : `${name}, ${hostOf(where)}`;
};
