import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  type ClientAuth,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
} from "openid-client";
import { Problem } from "../problem.ts";
import { mintAppleSecret, readAppleName } from "./apple-secret.ts";
import { cleanPicture, cleanText, type IdentityProvider, type ProviderPerson } from "./identity-provider.ts";
import { refusalOf } from "./provider-refusal.ts";
import type { ProviderSettings } from "./read-sign-in-settings.ts";

const DISCOVERY_MS = 3_600_000;
const TIMEOUT_SECONDS = 10;
const RETRY_SECONDS = 10;

type OpenIdSettings = Extract<ProviderSettings, { issuer: string }>;
type Claims = Record<string, unknown>;

/** As the provider asks for it; the header where it does not say (RFC 8414, `token_endpoint_auth_methods_supported`). */
const authOf =
  (secret: string): ClientAuth =>
  (server, client, body, headers) => {
    const asked = server.token_endpoint_auth_methods_supported ?? ["client_secret_basic"];
    const send = asked.includes("client_secret_basic") ? ClientSecretBasic(secret) : ClientSecretPost(secret);
    send(server, client, body, headers);
  };
const appleAuthOf =
  (settings: Extract<OpenIdSettings, { kind: "apple" }>, privateKey: string): ClientAuth =>
  (server, client, body, headers) => {
    const { clientId, teamId, keyId, issuer } = settings;
    ClientSecretPost(mintAppleSecret({ clientId, teamId, keyId, privateKey, audience: issuer }))(
      server,
      client,
      body,
      headers,
    );
  };

/** Read anew every hour; a failure is not remembered. Redirects are not followed (openid-client). */
const createDiscovery = (settings: OpenIdSettings, secret: string) => {
  let known: Promise<Configuration> | null = null;
  let readAt = 0;
  return (): Promise<Configuration> => {
    if (known && Date.now() - readAt < DISCOVERY_MS) return known;
    readAt = Date.now();
    known = discovery(
      new URL(settings.issuer),
      settings.clientId,
      undefined,
      settings.kind === "apple" ? appleAuthOf(settings, secret) : authOf(secret),
      {
        timeout: TIMEOUT_SECONDS,
        // The settings let http through on loopback only. Signatures are checked even though the token comes by a direct call.
        execute: [...(settings.issuer.startsWith("http:") ? [allowInsecureRequests] : []), enableNonRepudiationChecks],
      },
    ).catch((error: unknown) => {
      known = null;
      throw error;
    });
    return known;
  };
};

/** Google hands out gmail.com and the domains of its customers (`hd`); of other addresses it saw a mail once. */
const isAuthoritative = (settings: OpenIdSettings, claims: Claims): boolean =>
  settings.id !== "google" || typeof claims["hd"] === "string" || String(claims["email"]).endsWith("@gmail.com");

/** OpenID Connect Core 1.0, 2: at most 255 ASCII characters. @throws Error where it is anything else */
const subjectFrom = (sub: unknown): string => {
  if (typeof sub !== "string" || !/^[\x20-\x7e]{1,255}$/.test(sub)) throw new Error("the ID token's sub is no subject");
  return sub;
};

const personFrom = (settings: OpenIdSettings, claims: Claims, fallbackName: string | null): ProviderPerson => {
  const email = cleanText(claims["email"], 320);
  // Apple sends it as text.
  const emailVerified = email !== null && [true, "true"].includes(claims["email_verified"] as string);
  return {
    subject: subjectFrom(claims["sub"]),
    email,
    emailVerified,
    emailAuthoritative: emailVerified && isAuthoritative(settings, claims),
    name: cleanText(claims["name"], 120) ?? cleanText(fallbackName, 120),
    avatarUrl: cleanPicture(claims["picture"]),
  };
};

/** An OpenID Connect provider: discovery, code flow with PKCE, state, nonce and iss (RFC 9700, RFC 9207), by openid-client. */
export const createOpenIdProvider = (settings: OpenIdSettings, secret: string): IdentityProvider => {
  const configuration = createDiscovery(settings, secret);
  const isApple = settings.kind === "apple";
  return {
    id: settings.id,
    name: settings.name,
    identityProvider: settings.id === "oidc" ? `oidc:${settings.issuer}` : settings.id,
    formPost: isApple,
    signed: true,
    begin: async ({ redirectUri, state, nonce, pkceVerifier }) => {
      const config = await configuration().catch((cause: unknown) => {
        throw new Problem("provider-unavailable", `${settings.name} cannot be reached just now. Try again.`, {
          retryAfter: RETRY_SECONDS,
          cause,
        });
      });
      const chooses =
        settings.id === "google" ||
        (config.serverMetadata()["prompt_values_supported"] as string[] | undefined)?.includes("select_account");
      return buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: settings.kind === "apple" ? "openid name email" : settings.scopes,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(pkceVerifier),
        code_challenge_method: "S256",
        ...(isApple ? { response_mode: "form_post" } : {}),
        // A person may hold several accounts there: they are asked which.
        ...(chooses ? { prompt: "select_account" } : {}),
      });
    },
    finish: async ({ redirectUri, state, nonce, pkceVerifier }, answer) => {
      try {
        const config = await configuration();
        const url = new URL(redirectUri);
        url.search = answer.toString();
        const tokens = await authorizationCodeGrant(config, url, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: pkceVerifier,
          idTokenExpected: true,
        });
        const signed: Claims = { ...tokens.claims() };
        const isBare = signed["email"] === undefined || signed["name"] === undefined;
        const more: Claims =
          isBare && !isApple && config.serverMetadata().userinfo_endpoint !== undefined
            ? await fetchUserInfo(config, tokens.access_token, String(signed["sub"]))
            : {};
        const claims = { ...more, ...signed };
        return personFrom(settings, claims, isApple ? readAppleName(answer.get("user")) : null);
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
};
