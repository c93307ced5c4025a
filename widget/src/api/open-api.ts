import { readJson, type SendRequest } from "./api-client.ts";
import type { ClaimRequest, ClaimResponse, OriginCheck, Preview } from "./protocol.ts";

/** The calls of who is not in yet; they need no sign-in. */
export const createOpenApi = (send: SendRequest) => ({
  preview: (token: string) => readJson<Preview>(send("POST", "/v1/invitations/preview", { body: { token } })),
  claim: (request: ClaimRequest) => readJson<ClaimResponse>(send("POST", "/v1/invitations/claim", { body: request })),
  /** @param site the key that the page embeds: the command that lets the page in names it */
  checkOrigin: (site: string) =>
    readJson<OriginCheck>(send("GET", `/v1/origin-check?site=${encodeURIComponent(site)}`)),
});
