import { z } from "zod";
import { PRODUCT_NAME } from "../product-name.ts";
import * as protocol from "../protocol/index.ts";

type Operation = {
  method: "get" | "post" | "patch";
  path: string;
  summary: string;
  who: "anyone" | "invitee" | "staff";
  body?: z.ZodType;
  status: number;
  answer?: z.ZodType;
  stream?: true;
};
const list = <T extends z.ZodType>(item: T) => protocol.page(item);
const P = protocol;

/** Every operation of the wire. A test compares it with the routes that the app really has. */
export const OPERATIONS: Operation[] = [
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
  { method: "post", path: "/v1/auth/logout", summary: "End this sign-in", who: "invitee", status: 204 },
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
    summary: "Whether the page that asks may use the API",
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
    path: "/v1/sessions",
    summary: "Start a session, or find the unfinished one (200)",
    who: "invitee",
    body: P.StartSession,
    status: 201,
    answer: P.SessionView,
  },
  {
    method: "get",
    path: "/v1/sessions",
    summary: "My sessions, newest first, 50 a page (cursor)",
    who: "invitee",
    status: 200,
    answer: list(P.SessionSummary),
  },
  {
    method: "get",
    path: "/v1/sessions/{id}",
    summary: "One session with its messages",
    who: "invitee",
    status: 200,
    answer: P.SessionView,
  },
  {
    method: "patch",
    path: "/v1/sessions/{id}",
    summary: "Pause, go on, complete",
    who: "invitee",
    body: P.ChangeSession,
    status: 200,
    answer: P.SessionView,
  },
  {
    method: "post",
    path: "/v1/sessions/{id}/seen",
    summary: "Comments that were read",
    who: "invitee",
    body: P.MarkSeen,
    status: 204,
  },
  {
    method: "post",
    path: "/v1/sessions/{id}/exchanges",
    summary: "Send a message (Idempotency-Key header); its events, or 202",
    who: "invitee",
    body: P.SendMessage,
    status: 200,
    stream: true,
  },
  {
    method: "post",
    path: "/v1/sessions/{id}/asides",
    summary: "Ask the coach in private (Idempotency-Key header); its events, or 202",
    who: "invitee",
    body: P.AskAside,
    status: 200,
    stream: true,
  },
  {
    method: "post",
    path: "/v1/asides/{id}/stop",
    summary: "Stop the coach's answer",
    who: "invitee",
    status: 202,
  },
  {
    method: "get",
    path: "/v1/sessions/{id}/events",
    summary: "The session's log after Last-Event-ID, then live",
    who: "invitee",
    status: 200,
    stream: true,
  },
  {
    method: "post",
    path: "/v1/exchanges/{id}/retry",
    summary: "Try a failed or stopped exchange again (Idempotency-Key header if wanted); its events, or 202",
    who: "invitee",
    status: 200,
    stream: true,
  },
  {
    method: "post",
    path: "/v1/exchanges/{id}/branches",
    summary:
      "A new line from before that exchange: 201 with the branch; with content (Idempotency-Key header) its first exchange's events, or 202",
    who: "invitee",
    body: P.StartBranch,
    status: 201,
    answer: P.MadeBranch,
  },
  {
    method: "post",
    path: "/v1/exchanges/{id}/stop",
    summary: "Stop a lane, or both",
    who: "invitee",
    body: P.StopExchange,
    status: 202,
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
    path: "/v1/admin/sign-in",
    summary: "Redeem a one-time link for the console's cookie",
    who: "anyone",
    body: P.SignInRequest,
    status: 200,
    answer: P.StaffMe,
  },
  {
    method: "get",
    path: "/v1/admin/sign-in",
    summary: "Who is signed in to the console in this browser, if anybody",
    who: "anyone",
    status: 200,
    answer: P.SignedIn,
  },
  { method: "post", path: "/v1/admin/sign-out", summary: "End the console's sign-in", who: "staff", status: 204 },
  { method: "get", path: "/v1/admin/me", summary: "Who I am", who: "staff", status: 200, answer: P.StaffMe },
  {
    method: "post",
    path: "/v1/admin/invitations",
    summary: "Make an invitation",
    who: "staff",
    body: P.CreateInvitation,
    status: 201,
    answer: P.StaffInvitationWithLink,
  },
  {
    method: "get",
    path: "/v1/admin/invitations",
    summary: "Invitations, newest first (state, q, cursor, limit)",
    who: "staff",
    status: 200,
    answer: P.StaffInvitationPage,
  },
  {
    method: "get",
    path: "/v1/admin/invitations/{id}",
    summary: "One invitation, with its link",
    who: "staff",
    status: 200,
    answer: P.StaffInvitationWithLink,
  },
  {
    method: "patch",
    path: "/v1/admin/invitations/{id}",
    summary: "Extend or top up (absolute values)",
    who: "staff",
    body: P.ChangeInvitation,
    status: 200,
    answer: P.StaffInvitationWithLink,
  },
  {
    method: "post",
    path: "/v1/admin/invitations/{id}/revoke",
    summary: "Revoke",
    who: "staff",
    status: 200,
    answer: P.StaffInvitationWithLink,
  },
  {
    method: "post",
    path: "/v1/admin/invitations/{id}/reissue",
    summary: "A new link; the old one is dead",
    who: "staff",
    status: 200,
    answer: P.StaffInvitationWithLink,
  },
  {
    method: "get",
    path: "/v1/admin/sessions",
    summary: "Sessions, newest first (invitationId, cursor)",
    who: "staff",
    status: 200,
    answer: P.StaffSessionPage,
  },
  {
    method: "get",
    path: "/v1/admin/sessions/{id}",
    summary: "One session with both lanes and its ledger",
    who: "staff",
    status: 200,
    answer: P.StaffSessionDetail,
  },
  {
    method: "get",
    path: "/v1/admin/sessions/{id}/observe",
    summary:
      "The session's log after Last-Event-ID, then live, as its invitee sees it; who watches is counted in `presence`",
    who: "staff",
    status: 200,
    stream: true,
  },
  {
    method: "post",
    path: "/v1/admin/sessions/{id}/notes",
    summary: "Note something, of a message or of the session",
    who: "staff",
    body: P.CreateNote,
    status: 201,
    answer: P.StaffNote,
  },
  {
    method: "get",
    path: "/v1/admin/scenarios",
    summary: "Scenarios",
    who: "staff",
    status: 200,
    answer: list(P.StaffScenario),
  },
  {
    method: "get",
    path: "/v1/admin/quota-presets",
    summary: "Quota presets",
    who: "staff",
    status: 200,
    answer: list(P.StaffQuotaPreset),
  },
  {
    method: "get",
    path: "/v1/admin/sites",
    summary: "Host sites",
    who: "staff",
    status: 200,
    answer: list(P.StaffSite),
  },
];

const inline = (schema: z.ZodType, io: "input" | "output"): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};
const json = (schema: object) => ({ "application/json": { schema } });

const operation = (it: Operation) => ({
  summary: it.summary,
  ...(it.who === "anyone" ? { security: [] } : { security: [{ [it.who]: [] }] }),
  parameters: [
    ...(it.path.includes("{id}") ? [{ name: "id", in: "path", required: true, schema: { type: "string" } }] : []),
    ...(/\/(?:exchanges|asides|retry|branches)$/.test(it.path)
      ? [
          {
            name: "Idempotency-Key",
            in: "header",
            required: /\/(?:exchanges|asides)$/.test(it.path),
            schema: { type: "string", format: "uuid" },
          },
        ]
      : []),
    ...(it.path.endsWith("/events")
      ? [{ name: "Last-Event-ID", in: "header", required: false, schema: { type: "string" } }]
      : []),
  ],
  ...(it.body ? { requestBody: { required: true, content: json(inline(it.body, "input")) } } : {}),
  responses: {
    [it.status]: {
      description: it.summary,
      ...(it.stream
        ? { content: { "text/event-stream": { schema: { $ref: "#/components/schemas/StreamEvent" } } } }
        : it.answer
          ? { content: json(inline(it.answer, "output")) }
          : {}),
    },
    default: {
      description: "A problem (RFC 9457)",
      content: { "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } } },
    },
  },
});

/** OpenAPI 3.1, generated from the zod protocol, the one source. */
export const openApiDocument = (serverUrl: string) => ({
  openapi: "3.1.0",
  info: { title: `${PRODUCT_NAME} API`, version: "1", description: "Problem codes are documented at /docs/problems." },
  servers: [{ url: serverUrl }],
  paths: OPERATIONS.reduce<Record<string, Record<string, unknown>>>((paths, it) => {
    paths[it.path] = { ...paths[it.path], [it.method]: operation(it) };
    return paths;
  }, {}),
  components: {
    schemas: { StreamEvent: inline(P.StreamEvent, "output"), Problem: inline(P.ProblemBody, "output") },
    securitySchemes: {
      invitee: { type: "http", scheme: "bearer", bearerFormat: "JWT" },
      staff: { type: "http", scheme: "bearer" },
    },
  },
});
