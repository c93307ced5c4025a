import type { ProviderId } from "../protocol/sign-in.ts";
import { createGitHubProvider } from "./github-provider.ts";
import type { IdentityProvider } from "./identity-provider.ts";
import { createOpenIdProvider } from "./openid-provider.ts";
import type { SignInSecrets, SignInSettings } from "./read-sign-in-settings.ts";

export type IdentityProviders = {
  list: IdentityProvider[];
  find: (id: string) => IdentityProvider | null;
  /** What a stored `ExternalIdentity.provider` is called on a screen. */
  nameOf: (identityProvider: string) => string;
};

/** The providers that the settings name; each is asked for its metadata when it is first used. */
export const createProviders = (settings: SignInSettings, secrets: SignInSecrets): IdentityProviders => {
  const secretOf = (id: ProviderId): string => {
    const secret = secrets[id];
    if (secret === undefined) throw new Error(`no secret of the provider ${id} was handed over`);
    return secret;
  };
  const list = settings.providers.map((it) =>
    it.kind === "github" ? createGitHubProvider(it, secretOf(it.id)) : createOpenIdProvider(it, secretOf(it.id)),
  );
  return {
    list,
    find: (id) => list.find((it) => it.id === id) ?? null,
    nameOf: (stored) => list.find((it) => it.identityProvider === stored)?.name ?? stored.split(":")[0] ?? stored,
  };
};
