import { createHash, randomBytes } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { hmac, sha256 } from "../identity/derive-key.ts";
import type { ProviderFlow } from "./identity-provider.ts";

type Keys = Pick<AppContext, "keys">;
const derive = (world: Keys, purpose: string, ...parts: string[]): string =>
  hmac(world.keys.signIn, [purpose, ...parts].join("\n")).toString("base64url");

/** SHA-256 in base64url: the challenge of a verifier (RFC 7636, S256). */
export const challengeOf = (verifier: string): string => createHash("sha256").update(verifier).digest("base64url");

/** What the page that began it hands to the popup; the popup shows it to open the way to the provider. */
export const intentOf = (world: Keys, id: string): string => derive(world, "intent", id);

/** What only the browser that came back from the provider is told, in the fragment (mode redirect). */
export const returnCodeOf = (world: Keys, id: string): string => derive(world, "return", id);

export const newState = (): string => randomBytes(32).toString("base64url");

/** The values of one go at the provider. Only the state's hash is stored; nonce and PKCE verifier hang on SECRET_KEY, the id and it. */
export const flowOf = (world: Keys, id: string, state: string, redirectUri: string): ProviderFlow => ({
  redirectUri,
  state,
  nonce: derive(world, "nonce", id, sha256(state)),
  pkceVerifier: derive(world, "pkce", id, sha256(state)),
});
