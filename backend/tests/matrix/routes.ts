// The table: one line a route. A route that the app has and this table has not fails the test, and the other way round.
//
//   row("post /v1/things/{id}/poke", "write", 204, { id: (own) => own.sessionId, body: { hard: true } }),
//
// `ok`: what whoever may is answered. `fresh`: it uses the one who asks up, so that each asks as somebody new.
import { createHash, randomBytes, randomUUID } from "node:crypto";
import { encrypt } from "../../src/identity/encrypt.ts";
import { createScenario } from "../../src/administration/change-scenario.ts";
import { startReplay } from "../../src/administration/replay-session.ts";
import { contactId } from "../../src/contact-methods/contact-view.ts";
import { CONSENT, type TestWorld } from "../test-world.ts";
import type { Expected, KindName } from "./kinds.ts";
import type { Own, PrincipalName } from "./principals.ts";

type From<T> = (own: Own, world: TestWorld) => T | Promise<T>;
export type Row = {
  route: string;
  kind: KindName;
  ok: number;
  /** of `{id}` (and `{kid}`, by `ids`) */
  id?: From<string | number>;
  ids?: From<Record<string, string | number>>;
  body?: object | From<object>;
  headers?: From<Record<string, string>>;
  fresh?: true;
  /** where this route says something of its own, and why */
  but?: Partial<Record<PrincipalName, Expected>>;
};
const row = (route: string, kind: KindName, ok: number, more: Omit<Row, "route" | "kind" | "ok"> = {}): Row => ({
  route,
  kind,
  ok,
  ...more,
});

const session = (own: Own) => own.sessionId;
const exchange = (own: Own) => own.exchangeId;
const aside = (own: Own) => own.asideId;
const invitation = (own: Own) => own.invitationId;
const asJson = () => ({ accept: "application/json", "idempotency-key": randomUUID() });
const nothing = () => "nothing-here";
const PRICE = { model: "claude-haiku-5-5", inputPerMillion: 1, outputPerMillion: 5, currency: "USD" };
const seededScenario: From<number> = async (_own, world) =>
  (await world.database.prisma.scenario.findUniqueOrThrow({ where: { slug: "the-heating-is-off" } })).id;
/** A copy of a seeded one, which nobody has published. */
const newScenario: From<number> = async (_own, world) => {
  const made = { slug: `s-${randomUUID()}`, name: "New", from: "the-heating-is-off" };
  return (await createScenario(world, made, world.staffId)).id;
};
const replay: From<string> = async (own, world) =>
  (await startReplay(world, await seededScenario(own, world), own.sessionId, world.staffId)).id;
const newPreset: From<string> = async (_own, world) => {
  const made = { name: `p-${randomUUID()}`, label: "New", tokens: 9_000 };
  return (await world.presetStore.createPreset(made, world.staffId)) ?? "";
};
const siteId: From<string> = async (_own, world) =>
  (await world.database.prisma.site.findUniqueOrThrow({ where: { key: "test-site" } })).id;
const takesRecordings: From<object> = async (_own, world) => {
  await world.database.prisma.site.updateMany({ data: { voice: true } });
  return {};
};
const newUser: From<string> = async (_own, world) =>
  (await world.database.prisma.user.create({ data: { name: "Somebody" } })).id;
const newCode: From<string> = (_own, world) =>
  world.codeStore.addCode({ name: randomUUID(), meaning: "", actorId: world.staffId });
const newKey: From<string> = async (_own, world) =>
  (
    await world.apiKeyStore.add({
      hash: randomUUID(),
      name: "to go",
      role: "STAFF",
      scopes: [],
      userId: world.staffId,
      expiresAt: null,
      actorId: null,
    })
  ).id;

/** What the narrow key is for: its scope is export. */
const forExport = { but: { narrowKey: "ok" } } satisfies Pick<Row, "but">;
const newStudy: From<string> = async (_own, world) => {
  const key = encrypt(world.keys.study, randomBytes(32).toString("base64url"));
  return (await world.database.prisma.study.create({ data: { name: randomUUID(), key } })).id;
};

/** Whose session is asked for: of another guest, that is the guest. */
const ownerOf = async ({ sessionId }: Own, world: TestWorld): Promise<string> =>
  (await world.database.prisma.conversationSession.findUniqueOrThrow({ where: { id: sessionId } })).userId ?? "";
const VERIFIER = "v".repeat(43);
const signIn: From<string> = async (own, world) => {
  const userId = await ownerOf(own, world);
  const { prisma } = world.database;
  const login = await prisma.loginSession.findFirstOrThrow({ where: { userId, revokedAt: null } });
  const data = {
    purpose: "link-popup",
    provider: "google",
    challenge: createHash("sha256").update(VERIFIER).digest("base64url"),
    userId,
    loginSessionId: login.id,
  };
  return (await prisma.signIn.create({ data: { ...data, expiresAt: new Date(Date.now() + 60_000) } })).id;
};
/** One of two, so that it is not the last way in. */
const identity: From<string> = async (own, world) => {
  const add = async (userId: string) =>
    world.database.prisma.externalIdentity.create({ data: { userId, provider: "google", externalId: randomUUID() } });
  const userId = await ownerOf(own, world);
  await world.database.prisma.user.update({ where: { id: userId }, data: { role: "USER" } });
  await add(userId);
  return (await add(userId)).id;
};
const contact: From<string> = async (own, world) => {
  const method = { type: "email" as const, value: `${randomUUID()}@example.org` };
  const userId = await ownerOf(own, world);
  await world.database.prisma.contactMethod.create({ data: { ...method, userId, verified: true } });
  return contactId(world.keys.contact, userId, method);
};
const siteKey: From<Record<string, string>> = async (own, world) => {
  const id = await siteId(own, world);
  return { id, kid: (await world.database.prisma.siteKey.create({ data: { siteId: id, secret: "encrypted" } })).id };
};
const byLink = ({ token, deviceId }: Own) => ({ token, deviceId });

/** Files, numbers and pages that say the same to everybody; those that a build makes may be missing here. */
export const OPEN_PATHS = [
  "get /",
  "get /healthz",
  "get /readyz",
  "get /metrics",
  "get /widget.js",
  "get /widget.d.ts",
  "get /widget.json",
  "get /docs/problems",
  "get /openapi.json",
  "get /.well-known/jwks.json",
  "get /admin",
  "get /admin/try",
  "get /admin/try/page",
  "get /admin/try/try.css",
  "get /admin/{*path}",
  "get /me",
  "get /me/me.js",
  "get /me/me.css",
];

export const ROUTES: Row[] = [
  row("get /v1/origin-check", "anyone", 200),
  row("post /v1/invitations/preview", "byToken", 200, { body: ({ token }) => ({ token }) }),
  // Whoever came before comes back in to read; a link alone is no key to somebody who signed in.
  row("post /v1/invitations/claim", "byToken", 200, {
    body: ({ token, deviceId }) => ({ token, deviceId, consent: CONSENT }),
    but: { user: 409 },
    fresh: true,
  }),
  row("post /v1/auth/refresh", "byToken", 200, { body: ({ refreshToken }) => ({ refreshToken }) }),
  row("post /v1/auth/logout", "mine", 204, { fresh: true }),
  row("get /v1/me", "mine", 200),
  row("get /v1/scenarios", "mine", 200),
  row("post /v1/sessions", "start", 200, { body: {} }),
  row("get /v1/sessions", "mine", 200),
  row("get /v1/sessions/{id}", "one", 200, { id: session }),
  row("patch /v1/sessions/{id}", "one", 200, { id: session, body: { status: "PAUSED" } }),
  row("post /v1/sessions/{id}/feedback", "one", 204, {
    id: session,
    body: async ({ sessionId }, world) => {
      const comment = { sessionId, role: "coach", content: "“now” He heard it." };
      return { messageId: (await world.database.prisma.message.create({ data: comment })).id, helpful: true };
    },
  }),
  row("post /v1/sessions/{id}/seen", "one", 204, { id: session, body: { messageIds: [1] } }),
  row("get /v1/sessions/{id}/events", "one", 200, { id: session }),
  row("post /v1/sessions/{id}/exchanges", "write", 202, { id: session, body: { content: "More." }, headers: asJson }),
  // Past every check of who asks: what is sent is no recording, or waits for nobody; and a link is good by its signature alone.
  row("post /v1/sessions/{id}/recordings", "write", 415, { id: session, body: takesRecordings }),
  row("delete /v1/sessions/{id}/recordings/{recording}", "one", 404, {
    ids: (own) => ({ id: own.sessionId, recording: "nothing-here" }),
  }),
  row("get /v1/messages/{id}/audio", "anyone", 404, { id: () => 1 }),
  row("post /v1/sessions/{id}/asides", "write", 202, { id: session, body: { content: "And?" }, headers: asJson }),
  // Past every check of who asks: what is asked for was not interrupted.
  row("post /v1/exchanges/{id}/retry", "write", 409, { id: exchange, headers: asJson }),
  row("post /v1/exchanges/{id}/branches", "write", 201, { id: exchange, body: {} }),
  row("post /v1/exchanges/{id}/stop", "one", 202, { id: exchange, body: {} }),
  row("post /v1/asides/{id}/stop", "one", 202, { id: aside }),
  row("post /v1/telemetry", "mine", 202, { body: { events: [{ name: "panel_opened" }] } }),

  row("post /v1/admin/sign-in", "anyone", 401, { body: { token: "link_unknown" } }),
  row("get /v1/admin/sign-in", "anyone", 200),
  row("post /v1/admin/sign-out", "anyKey", 204, { fresh: true }),
  row("get /v1/admin/me", "anyKey", 200),
  row("post /v1/admin/invitations", "staff", 201, { body: {} }),
  row("get /v1/admin/invitations", "staff", 200),
  row("get /v1/admin/invitations/{id}", "staff", 200, { id: invitation }),
  row("patch /v1/admin/invitations/{id}", "staff", 200, { id: invitation, body: { quotaTokens: 2_000_000 } }),
  row("post /v1/admin/invitations/bulk", "staff", 201, { body: () => ({ rows: [{ externalRef: randomUUID() }] }) }),
  row("post /v1/admin/invitations/acts", "staff", 200, {
    body: (own) => ({ act: "extend", ids: [own.invitationId], days: 1 }),
  }),
  row("post /v1/admin/invitations/links", "staff", 200, { body: (own) => ({ ids: [own.invitationId] }) }),
  row("post /v1/admin/invitations/mail-preview", "staff", 200, {
    body: (own) => ({ kind: "invitation", ids: [own.invitationId] }),
  }),
  row("get /v1/admin/cohorts", "staff", 200),
  row("get /v1/admin/sites/{id}/mail", "staff", 200, { id: siteId }),
  row("patch /v1/admin/sites/{id}/mail/{kind}", "staff", 200, {
    ids: async (own, world) => ({ id: await siteId(own, world), kind: "reminder" }),
    body: { template: null },
  }),
  row("post /v1/admin/invitations/{id}/revoke", "staff", 200, { id: invitation, fresh: true }),
  row("post /v1/admin/invitations/{id}/reissue", "staff", 200, { id: invitation, fresh: true }),
  row("get /v1/admin/sessions", "staff", 200),
  row("get /v1/admin/sessions/{id}", "staff", 200, { id: session }),
  row("get /v1/admin/sessions/{id}/observe", "staff", 200, { id: session }),
  row("post /v1/admin/sessions/{id}/notes", "staff", 201, { id: session, body: { content: "Seen." } }),
  // Past every check of who asks: it names nothing to look at.
  row("get /v1/admin/sessions/{id}/calls", "staff", 422, { id: session }),
  row("get /v1/admin/notes", "staff", 200),
  // Past every check of who asks: a note is its author's alone.
  row("patch /v1/admin/notes/{id}", "staff", 404, { id: nothing, body: { content: "Seen." } }),
  row("delete /v1/admin/notes/{id}", "staff", 404, { id: nothing }),
  row("get /v1/admin/codes", "staff", 200),
  row("post /v1/admin/codes", "staff", 201, { body: () => ({ name: randomUUID() }) }),
  row("patch /v1/admin/codes/{id}", "staff", 200, { id: newCode, body: { retired: true } }),
  row("get /v1/admin/invitations/{id}/people", "staff", 200, { id: invitation }),
  row("get /v1/admin/invitations/{id}/journey", "staff", 200, { id: invitation }),
  row("get /v1/admin/invitations/{id}/way-on", "staff", 200, { id: invitation }),
  row("get /v1/admin/alerts", "staff", 200),
  row("post /v1/admin/alerts/marks", "staff", 204, { body: { seen: ["nothing-here"] } }),
  row("get /v1/admin/scenarios", "staff", 200),
  row("post /v1/admin/scenarios", "staff", 201, { body: () => ({ slug: `s-${randomUUID()}`, name: "New" }) }),
  row("get /v1/admin/scenarios/{id}", "staff", 200, { id: newScenario }),
  row("patch /v1/admin/scenarios/{id}", "staff", 200, { id: newScenario, body: { revision: 1, goal: "Another." } }),
  row("post /v1/admin/scenarios/{id}/publish", "staff", 201, { id: newScenario, body: { revision: 1 } }),
  row("post /v1/admin/scenarios/{id}/archive", "staff", 200, { id: newScenario, body: { archived: true } }),
  row("get /v1/admin/scenarios/{id}/versions/{number}", "staff", 200, {
    id: seededScenario,
    ids: () => ({ number: 1 }),
  }),
  row("post /v1/admin/scenarios/{id}/trial", "staff", 201, { id: newScenario, body: {} }),
  row("post /v1/admin/scenarios/{id}/replays", "staff", 201, {
    id: newScenario,
    body: (own) => ({ sessionId: own.sessionId }),
  }),
  row("get /v1/admin/replays/{id}", "staff", 200, { id: replay }),
  row("post /v1/admin/replays/{id}/next", "staff", 202, { id: replay }),
  row("post /v1/admin/replays/{id}/again", "staff", 202, { id: replay }),
  row("post /v1/admin/replays/{id}/cancel", "staff", 200, { id: replay }),
  row("get /v1/admin/models", "staff", 200),
  row("get /v1/admin/quota-presets", "staff", 200),
  row("post /v1/admin/quota-presets", "staff", 201, {
    body: () => ({ name: `p-${randomUUID()}`, label: "New", tokens: 9_000 }),
  }),
  row("get /v1/admin/quota-presets/estimate", "staff", 422),
  row("post /v1/admin/quota-presets/order", "staff", 409, { body: { ids: ["nothing-here"] } }),
  row("patch /v1/admin/quota-presets/{id}", "staff", 200, { id: newPreset, body: { label: "Changed" } }),
  row("delete /v1/admin/quota-presets/{id}", "staff", 204, { id: newPreset }),
  row("get /v1/admin/model-prices", "staff", 200),
  row("post /v1/admin/model-prices", "admin", 200, { body: PRICE }),
  row("post /v1/admin/model-prices/remove", "admin", 404, { body: { model: "nothing-here" } }),
  row("get /v1/admin/sites", "staff", 200),
  row("post /v1/admin/sites", "admin", 201, {
    body: () => ({ key: `k-${randomUUID()}`, name: "New", pageUrl: "https://new.example/page" }),
  }),
  row("post /v1/admin/sites/{id}/trial", "staff", 201, { id: siteId }),
  row("get /v1/admin/audit", "staff", 200),
  row("get /v1/admin/users", "staff", 200),
  row("get /v1/admin/users/{id}", "staff", 200, { id: (own) => own.userId }),
  row("patch /v1/admin/users/{id}", "admin", 200, { id: newUser, body: { role: "STAFF" } }),
  row("post /v1/admin/users/{id}/erasure", "admin", 200, { id: newUser, body: { confirm: true }, fresh: true }),
  row("get /v1/admin/api-keys", "staff", 200),
  row("post /v1/admin/api-keys", "staff", 201, { body: { name: "mine", role: "STAFF" } }),
  // Of somebody else's key: an ADMIN revokes it; to STAFF there is none. The scripts' key here is its owner's.
  row("delete /v1/admin/api-keys/{id}", "staff", 204, { id: newKey, but: { staff: 404 } }),

  // Signing in. No provider is set up here: whoever may begin is told so.
  row("get /v1/admin/provider-names", "staff", 200),
  row("get /v1/sign-in-providers", "anyone", 200),
  row("post /v1/sign-ins", "mine", 422, { body: { provider: "google", challenge: "c".repeat(43), mode: "popup" } }),
  row("get /v1/sign-ins/{id}", "one", 200, { id: signIn }),
  row("post /v1/sign-ins/{id}/redeem", "one", 409, { id: signIn, body: { verifier: VERIFIER } }),
  row("get /v1/me/identities", "mine", 200),
  row("delete /v1/me/identities/{id}", "one", 204, { id: identity, fresh: true }),
  // Past every check of who asks: they have none of that id. A key changes nobody's accounts.
  row("delete /v1/admin/me/identities/{id}", "staff", 404, { id: nothing, but: { apiKey: 403 } }),
  row("get /sign-in/{id}", "anyone", 404, { id: nothing }),
  row("post /sign-in/{id}/open", "anyone", 403, { id: nothing, body: { intent: "i".repeat(43) } }),
  row("get /sign-in/callback/{provider}", "anyone", 404, { ids: () => ({ provider: "google" }) }),
  row("post /sign-in/callback/{provider}", "anyone", 404, { ids: () => ({ provider: "google" }) }),
  row("get /v1/admin/sign-in/{provider}", "anyone", 404, { ids: () => ({ provider: "google" }) }),
  // A key has no browser to sign in with.
  row("post /v1/admin/sign-in/{provider}", "staff", 404, { ids: () => ({ provider: "google" }), but: { apiKey: 403 } }),

  // Past every check of who asks: no site has signed this.
  row("post /v1/me/identify", "mine", 403, { body: { token: "not.signed.byanybody" } }),
  row("patch /v1/admin/sites/{id}", "admin", 200, { id: siteId, body: { requireKnownPeople: false } }),
  row("get /v1/admin/sites/{id}/keys", "admin", 200, { id: siteId }),
  row("post /v1/admin/sites/{id}/keys", "admin", 201, { id: siteId, body: {} }),
  row("delete /v1/admin/sites/{id}/keys/{kid}", "admin", 204, { ids: siteKey }),

  row("get /v1/me/contact-methods", "mine", 200),
  row("post /v1/me/contact-methods", "mine", 201, { body: () => ({ type: "email", value: `${randomUUID()}@x.org` }) }),
  // It is verified already, which no code changes.
  row("post /v1/me/contact-methods/{id}/verify", "one", 200, { id: contact, body: { code: "000000" } }),
  row("post /v1/me/contact-methods/{id}/primary", "one", 200, { id: contact }),
  row("delete /v1/me/contact-methods/{id}", "one", 204, { id: contact }),
  row("get /v1/admin/outbox", "admin", 200),

  row("get /v1/admin/usage", "staff", 200, forExport),
  row("get /v1/admin/usage/facets", "staff", 200, forExport),
  row("get /v1/admin/usage/calls", "staff", 200, forExport),
  row("get /v1/admin/usage/invitations", "staff", 200, forExport),
  row("get /v1/admin/usage/comments", "staff", 200, forExport),
  row("get /v1/admin/telemetry", "staff", 200, forExport),

  row("get /v1/admin/system", "staff", 200),
  row("get /v1/admin/export", "staff", 200, forExport),
  row("post /v1/admin/export", "staff", 201, { ...forExport, body: () => ({ name: `Study ${randomUUID()}` }) }),
  row("get /v1/admin/export/column-guide", "staff", 200, forExport),
  row("get /v1/admin/export/{id}/file", "staff", 200, { ...forExport, id: newStudy }),

  row("get /v1/me/consent", "mine", 200),
  row("patch /v1/me/consent", "mine", 200, { body: { research: false } }),
  row("get /v1/me/transcript", "mine", 200),
  row("post /v1/me/transcript-link", "mine", 201),
  row("post /v1/me/erasure", "mine", 200, { body: { confirm: true }, fresh: true }),
  row("post /v1/rights/preview", "byToken", 200, { body: byLink }),
  // Whoever has signed in does it signed in: the link alone says no more who they are.
  row("post /v1/rights/consent", "byToken", 200, {
    body: (own) => ({ ...byLink(own), research: false }),
    but: { user: 409 },
  }),
  row("post /v1/rights/transcript", "byToken", 200, { body: byLink, but: { user: 409 } }),
  row("post /v1/rights/erasure", "byToken", 200, {
    body: (own) => ({ ...byLink(own), confirm: true }),
    but: { user: 409 },
    fresh: true,
  }),
];
