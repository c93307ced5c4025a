// oidc-provider, a certified OpenID provider, on loopback; its sign-in screen says yes at once, as whoever is chosen.
import { generateKeyPairSync } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";
import { afterAll } from "vitest";

export type Account = { email?: string; email_verified?: boolean; name?: string; picture?: string };
const CLIENT = { clientId: "sidecoach-tests", clientSecret: "a secret between the two" };

const signingKey = () => {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return { ...privateKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" };
};

/** `env` are the settings that make it the provider `oidc`; `serve` once the address to come back to is known. */
export const useRealProvider = async () => {
  let handle: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) =>
    response.writeHead(503).end();
  const server = createServer((request, response) => handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const accounts = new Map<string, Account>();
  const screen = { signsInAs: "alice", says: "yes" as "yes" | "no" };

  const serve = (...redirectUris: string[]): void => {
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: CLIENT.clientId,
          client_secret: CLIENT.clientSecret,
          redirect_uris: redirectUris,
          token_endpoint_auth_method: "client_secret_basic",
        },
      ],
      jwks: { keys: [signingKey()] },
      cookies: { keys: ["a key of the provider's cookies"] },
      features: { devInteractions: { enabled: false } },
      claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "picture"] },
      interactions: { url: (_context, interaction) => `/screen/${interaction.uid}` },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...accounts.get(id) }) }),
      ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 60, IdToken: 60, Interaction: 60, Session: 60 },
    });
    const callback = provider.callback();
    const showScreen = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
      const { params } = await provider.interactionDetails(request, response);
      if (screen.says === "no")
        return provider.interactionFinished(request, response, { error: "access_denied", error_description: "no" });
      const grant = new provider.Grant({ accountId: screen.signsInAs, clientId: String(params["client_id"]) });
      grant.addOIDCScope(String(params["scope"]));
      const result = {
        select_account: {},
        login: { accountId: screen.signsInAs },
        consent: { grantId: await grant.save() },
      };
      return provider.interactionFinished(request, response, result, { mergeWithLastSubmission: false });
    };
    handle = (request, response) => {
      // As large providers do: it cuts a window off from the page that opened it.
      response.setHeader("Cross-Origin-Opener-Policy", "same-origin");
      if (request.url?.startsWith("/screen/"))
        showScreen(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
      else void callback(request, response);
    };
  };
  const env = {
    OIDC_NAME: "Campus",
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT.clientId,
    OIDC_CLIENT_SECRET: CLIENT.clientSecret,
  };
  return { issuer, env, accounts, screen, serve };
};
