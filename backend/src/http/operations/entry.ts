import * as P from "../../protocol/index.ts";
import { list, type Operation } from "./operation.ts";

/** How one comes in: links, tokens, what an invitee may see of themselves and of scenarios; and what the widget tells of its use. */
export const ENTRY: Operation[] = [
  {
    method: "post",
    path: "/v1/invitations/preview",
    summary: "What the invitee will enter; claims nothing",
    who: "anyone",
    body: P.PreviewRequest,
    status: 200,
    answer: P.Preview,
  },
  {
    method: "post",
    path: "/v1/invitations/claim",
    summary: "Make the guest of an invitation, or come back as that guest",
    who: "anyone",
    body: P.ClaimRequest,
    status: 200,
    answer: P.ClaimResponse,
  },
  {
    method: "post",
    path: "/v1/auth/refresh",
    summary: "Rotate the refresh token",
    who: "anyone",
    body: P.RefreshRequest,
    status: 200,
    answer: P.Tokens,
  },
  {
    method: "post",
    path: "/v1/auth/logout",
    summary: "End this sign-in, or all of this person's",
    who: "invitee",
    body: P.LogoutRequest,
    status: 204,
  },
  {
    method: "get",
    path: "/v1/me",
    summary: "Who I am, my invitation, my sessions",
    who: "invitee",
    status: 200,
    answer: P.MeResponse,
  },
  {
    method: "get",
    path: "/v1/origin-check",
    summary:
      "Whether the page that asks may use the API; with site, the key it embeds, for the command that lets it in",
    who: "anyone",
    status: 200,
    answer: P.OriginCheck,
  },
  {
    method: "get",
    path: "/v1/scenarios",
    summary: "Scenarios of my invitation",
    who: "invitee",
    status: 200,
    answer: list(P.ScenarioView),
  },
  {
    method: "post",
    path: "/v1/telemetry",
    summary: "Events of the widget",
    who: "invitee",
    body: P.TelemetryRequest,
    status: 202,
  },
  {
    method: "post",
    path: "/v1/me/identify",
    summary: "Who I am, as the host site's backend has signed it",
    who: "invitee",
    body: P.IdentifyRequest,
    status: 200,
    answer: P.IdentifyResponse,
  },
];
