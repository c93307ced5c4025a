import { z } from "zod";
import { PRODUCT_NAME } from "../product-name.ts";
import * as protocol from "../protocol/index.ts";
import { AUDIO_TYPES } from "../recordings/read-audio.ts";

type Operation = {
  method: "get" | "post" | "patch" | "delete";
  path: string;
  summary: string;
  who: "anyone" | "invitee" | "staff";
  body?: z.ZodType;
  status: number;
  answer?: z.ZodType;
  stream?: true;
  /** media types of a body, or an answer, that is no JSON */
  bytes?: readonly string[];
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
    path: "/v1/sessions/{id}/recordings",
    summary: "Keep what was spoken until a message takes it, an hour at most",
    who: "invitee",
    bytes: AUDIO_TYPES,
    status: 201,
    answer: P.KeptRecording,
  },
  {
    method: "delete",
    path: "/v1/sessions/{id}/recordings/{recording}",
    summary: "Discard what was spoken and not sent",
    who: "invitee",
    status: 204,
  },
  {
    method: "get",
    path: "/v1/messages/{id}/audio",
    summary: "The recording of a message, by the signed address that the message is told with",
    who: "anyone",
    bytes: AUDIO_TYPES,
    status: 200,
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
    method: "get",
    path: "/v1/me/contact-methods",
    summary: "How I can be reached, and what waits for its code",
    who: "invitee",
    status: 200,
    answer: P.ContactMethods,
  },
  {
    method: "post",
    path: "/v1/me/contact-methods",
    summary: "Add one: a code goes to it. Alike whoever has it; 200 where it is mine already",
    who: "invitee",
    body: P.AddContactMethod,
    status: 201,
    answer: P.ContactMethodView,
  },
  {
    method: "post",
    path: "/v1/me/contact-methods/{id}/verify",
    summary: "Try its code",
    who: "invitee",
    body: P.VerifyContactMethod,
    status: 200,
    answer: P.ContactMethodView,
  },
  {
    method: "post",
    path: "/v1/me/contact-methods/{id}/primary",
    summary: "Make it the one of its type that is used",
    who: "invitee",
    status: 200,
    answer: P.ContactMethodView,
  },
  {
    method: "delete",
    path: "/v1/me/contact-methods/{id}",
    summary: "Remove it",
    who: "invitee",
    status: 204,
  },
  {
    method: "get",
    path: "/v1/me/consent",
    summary: "What I have agreed to",
    who: "invitee",
    status: 200,
    answer: P.ConsentView,
  },
  {
    method: "patch",
    path: "/v1/me/consent",
    summary: "Agree to research, or take it back",
    who: "invitee",
    body: P.ChangeConsent,
    status: 200,
    answer: P.ConsentView,
  },
  {
    method: "get",
    path: "/v1/me/transcript",
    summary: "Everything said, as a file",
    who: "invitee",
    status: 200,
    answer: P.TranscriptDocument,
  },
  {
    method: "post",
    path: "/v1/me/transcript-link",
    summary: "A page of it to read, opened once within five minutes",
    who: "invitee",
    status: 201,
    answer: P.TranscriptLink,
  },
  {
    method: "post",
    path: "/v1/me/erasure",
    summary: "Erase me: all that was said, my name, my addresses",
    who: "invitee",
    body: P.Confirmation,
    status: 200,
    answer: P.ErasureAnswer,
  },
  {
    method: "post",
    path: "/v1/rights/preview",
    summary: "By the link, without an account: what hangs on it",
    who: "anyone",
    body: P.RightsByLink,
    status: 200,
    answer: P.RightsPreview,
  },
  {
    method: "post",
    path: "/v1/rights/consent",
    summary: "By the link: agree to research, or take it back",
    who: "anyone",
    body: P.ConsentByLink,
    status: 200,
    answer: P.ConsentView,
  },
  {
    method: "post",
    path: "/v1/rights/transcript",
    summary: "By the link, or by a one-time ticket: everything said",
    who: "anyone",
    body: P.TranscriptRequest,
    status: 200,
    answer: P.TranscriptDocument,
  },
  {
    method: "post",
    path: "/v1/rights/erasure",
    summary: "By the link: erase its guest",
    who: "anyone",
    body: P.ErasureByLink,
    status: 200,
    answer: P.ErasureAnswer,
  },
  {
    method: "get",
    path: "/v1/admin/outbox",
    summary: "What was or will be mailed, newest first (ADMIN; bodies hold codes)",
    who: "staff",
    status: 200,
    answer: list(P.OutboxMessage),
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
  {
    method: "post",
    path: "/v1/me/identify",
    summary: "Who I am, as the host site's backend has signed it",
    who: "invitee",
    body: P.IdentifyRequest,
    status: 200,
    answer: P.IdentifyResponse,
  },
  {
    method: "patch",
    path: "/v1/admin/sites/{id}",
    summary:
      "Let in only people whom the site has signed, or anyone with an invitation; where a redirect may return to (ADMIN)",
    who: "staff",
    body: P.ChangeSite,
    status: 200,
    answer: P.SitePeople,
  },
  {
    method: "get",
    path: "/v1/admin/sites/{id}/keys",
    summary: "The keys a site signs its people with, newest first (ADMIN)",
    who: "staff",
    status: 200,
    answer: P.SiteKeyPage,
  },
  {
    method: "post",
    path: "/v1/admin/sites/{id}/keys",
    summary: "Make a site's key, its secret shown once; others may retire (ADMIN)",
    who: "staff",
    body: P.MakeSiteKey,
    status: 201,
    answer: P.MadeSiteKey,
  },
  {
    method: "delete",
    path: "/v1/admin/sites/{id}/keys/{kid}",
    summary: "End a site's key at once (ADMIN)",
    who: "staff",
    status: 204,
  },
  {
    method: "get",
    path: "/v1/admin/audit",
    summary: "Who did what, newest first (actor, action, subject, cursor)",
    who: "staff",
    status: 200,
    answer: P.AuditEntryPage,
  },
  {
    method: "get",
    path: "/v1/admin/users",
    summary: "People, newest first (q, role, cursor); addresses for an ADMIN only",
    who: "staff",
    status: 200,
    answer: P.StaffUserPage,
  },
  {
    method: "get",
    path: "/v1/admin/users/{id}",
    summary: "One person: identities, contact methods, invitations, merges, consents",
    who: "staff",
    status: 200,
    answer: P.StaffUserDetail,
  },
  {
    method: "patch",
    path: "/v1/admin/users/{id}",
    summary: "Grant a role or take it away (ADMIN)",
    who: "staff",
    body: P.ChangeUser,
    status: 200,
    answer: P.StaffUserDetail,
  },
  {
    method: "get",
    path: "/v1/admin/api-keys",
    summary: "My API keys, an ADMIN everybody's, newest first (cursor)",
    who: "staff",
    status: 200,
    answer: P.StaffApiKeyPage,
  },
  {
    method: "post",
    path: "/v1/admin/api-keys",
    summary: "Make an API key; shown once",
    who: "staff",
    body: P.CreateApiKey,
    status: 201,
    answer: P.StaffApiKeyWithKey,
  },
  {
    method: "delete",
    path: "/v1/admin/api-keys/{id}",
    summary: "Revoke an API key",
    who: "staff",
    status: 204,
  },
  {
    method: "get",
    path: "/v1/sign-in-providers",
    summary: "Where people may sign in",
    who: "anyone",
    status: 200,
    answer: list(P.SignInProvider),
  },
  {
    method: "post",
    path: "/v1/sign-ins",
    summary: "Begin a sign-in, as a guest, or with the token of an invitation whose owner has signed in before",
    who: "invitee",
    body: P.StartSignIn,
    status: 201,
    answer: P.StartedSignIn,
  },
  {
    method: "get",
    path: "/v1/sign-ins/{id}",
    summary: "How far it is",
    who: "invitee",
    status: 200,
    answer: P.SignInStatus,
  },
  {
    method: "post",
    path: "/v1/sign-ins/{id}/redeem",
    summary: "Take its outcome, once: the guest is linked, or becomes who they are, or is let in again",
    who: "invitee",
    body: P.RedeemSignIn,
    status: 200,
    answer: P.RedeemedSignIn,
  },
  {
    method: "get",
    path: "/v1/me/identities",
    summary: "Accounts that I sign in with",
    who: "invitee",
    status: 200,
    answer: P.IdentityPage,
  },
  {
    method: "delete",
    path: "/v1/me/identities/{id}",
    summary: "Remove one, never the last",
    who: "invitee",
    status: 204,
  },
  {
    method: "delete",
    path: "/v1/admin/me/identities/{id}",
    summary: "Remove an account of my own, never the last (the console's cookie)",
    who: "staff",
    status: 204,
  },
  {
    method: "get",
    path: "/v1/admin/sign-in/{provider}",
    summary: "Off to a provider, to come back signed in to the console: a page for a browser",
    who: "anyone",
    status: 303,
  },
  {
    method: "post",
    path: "/v1/admin/sign-in/{provider}",
    summary: "Begin to add an account of a provider to myself (the console's cookie)",
    who: "staff",
    status: 200,
    answer: P.StaffSignInUrl,
  },
];

const inline = (schema: z.ZodType, io: "input" | "output"): object => {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
};
const json = (schema: object) => ({ "application/json": { schema } });

const binary = (types: readonly string[]) => Object.fromEntries(types.map((type) => [type, {}]));

const operation = (it: Operation) => ({
  summary: it.summary,
  ...(it.who === "anyone" ? { security: [] } : { security: [{ [it.who]: [] }] }),
  parameters: [
    ...(it.path.includes("{id}") ? [{ name: "id", in: "path", required: true, schema: { type: "string" } }] : []),
    ...(it.path.includes("{recording}")
      ? [{ name: "recording", in: "path", required: true, schema: { type: "string" } }]
      : []),
    ...(it.path.endsWith("/audio")
      ? ["until", "signature"].map((name) => ({ name, in: "query", required: true, schema: { type: "string" } }))
      : []),
    ...(it.path.includes("{provider}")
      ? [{ name: "provider", in: "path", required: true, schema: { type: "string" } }]
      : []),
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
  ...(it.bytes && it.method === "post" ? { requestBody: { required: true, content: binary(it.bytes) } } : {}),
  responses: {
    [it.status]: {
      description: it.summary,
      ...(it.stream
        ? { content: { "text/event-stream": { schema: { $ref: "#/components/schemas/StreamEvent" } } } }
        : it.answer
          ? { content: json(inline(it.answer, "output")) }
          : it.bytes
            ? { content: binary(it.bytes) }
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
