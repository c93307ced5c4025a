import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientSecretPost,
  Configuration,
  fetchProtectedResource,
} from "openid-client";
import { z } from "zod";
import { cleanPicture, cleanText, type IdentityProvider } from "./identity-provider.ts";
import { refusalOf } from "./provider-refusal.ts";
import { GITHUB_URL, type ProviderSettings } from "./read-sign-in-settings.ts";

const GitHubUser = z.object({
  /** never the login: that can be given up and taken by somebody else */
  id: z.int().positive(),
  login: z.string(),
  name: z.string().nullish(),
  avatar_url: z.string().nullish(),
});
const Emails = z.array(z.object({ email: z.string(), primary: z.boolean(), verified: z.boolean() }));
const TIMEOUT_SECONDS = 10;

/** GitHub is OAuth 2 without OpenID Connect: no discovery and no id token, so who it is comes from its API. */
export const createGitHubProvider = (
  settings: Extract<ProviderSettings, { kind: "github" }>,
  secret: string,
): IdentityProvider => {
  const login = `${settings.url}/login/oauth`;
  // GitHub Enterprise Server has its API below itself.
  const api = settings.url === GITHUB_URL ? "https://api.github.com" : `${settings.url}/api/v3`;
  const server = {
    issuer: login,
    authorization_endpoint: `${login}/authorize`,
    token_endpoint: `${login}/access_token`,
  };
  const config = new Configuration(server, settings.clientId, undefined, ClientSecretPost(secret));
  config.timeout = TIMEOUT_SECONDS;
  if (settings.url.startsWith("http:")) allowInsecureRequests(config);

  const ask = async <T>(token: string, path: string, shape: z.ZodType<T>): Promise<T> => {
    const headers = new Headers({ accept: "application/vnd.github+json", "user-agent": settings.clientId });
    const response = await fetchProtectedResource(config, token, new URL(`${api}${path}`), "GET", undefined, headers);
    if (!response.ok) throw new Error(`GitHub answered ${response.status} to ${path}`);
    return shape.parse(await response.json());
  };
  return {
    id: "github",
    name: settings.name,
    identityProvider: settings.url === GITHUB_URL ? "github" : `github:${settings.url}`,
    formPost: false,
    signed: false,
    begin: async ({ redirectUri, state, pkceVerifier }) =>
      buildAuthorizationUrl(config, {
        redirect_uri: redirectUri,
        scope: "read:user user:email",
        state,
        code_challenge: await calculatePKCECodeChallenge(pkceVerifier),
        code_challenge_method: "S256",
        prompt: "select_account",
      }),
    finish: async ({ redirectUri, state, pkceVerifier }, answer) => {
      try {
        const url = new URL(redirectUri);
        url.search = answer.toString();
        const { access_token: token } = await authorizationCodeGrant(config, url, {
          expectedState: state,
          pkceCodeVerifier: pkceVerifier,
        });
        const user = await ask(token, "/user", GitHubUser);
        const emails = await ask(token, "/user/emails", Emails);
        const email = emails.find((it) => it.primary && it.verified)?.email ?? null;
        return {
          subject: String(user.id),
          email: cleanText(email, 320),
          emailVerified: email !== null,
          emailAuthoritative: false,
          name: cleanText(user.name, 120) ?? cleanText(user.login, 120),
          avatarUrl: cleanPicture(user.avatar_url),
        };
      } catch (error) {
        throw refusalOf(error);
      }
    },
  };
};
