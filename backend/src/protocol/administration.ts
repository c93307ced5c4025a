import { z } from "zod";
import { AsideView, BranchView, CoachMissing, Message, SessionStatus } from "./conversation.ts";
import { InvitationState, HelpContact } from "./identity.ts";
import { BranchId, page, safeText, Timestamp } from "./ids.ts";
import { StaffNote } from "./notes.ts";
import { Quota, QuotaState } from "./quota.ts";
import { Theme } from "./theme.ts";

export const CreateInvitation = z
  .strictObject({
    label: safeText.max(200).optional(),
    scenarioSlug: safeText.max(200).optional(),
    preset: safeText.max(100).optional(),
    quota: Quota.optional(),
    expiresInDays: z.number().positive().max(3_650).optional(),
    claimMode: z.enum(["SINGLE", "SHARED"]).optional(),
    maxClaims: z.int().positive().max(100_000).optional(),
    /** the site's key; where absent, the only active site, else none */
    site: safeText.max(100).optional(),
    externalRef: safeText.max(200).optional(),
    /** who belongs together: a course, a wave of a study */
    cohort: safeText.max(100).optional(),
    /** where staff may have the link sent; nothing is sent by making it. SINGLE ones alone */
    email: z.email({ error: "must be an e-mail address such as ada@example.org" }).max(254).optional(),
  })
  .refine((body) => body.email === undefined || body.claimMode !== "SHARED", {
    error: "a SHARED invitation is a group's: it has no address of its own",
    path: ["email"],
  })
  .refine((body) => !(body.preset !== undefined && body.quota !== undefined), {
    error: "give a preset or a quota, not both",
    path: ["preset"],
  })
  .refine((body) => body.maxClaims === undefined || body.claimMode === "SHARED", {
    error: "only a SHARED invitation has maxClaims",
    path: ["maxClaims"],
  });
export type CreateInvitation = z.infer<typeof CreateInvitation>;

/** PostgreSQL knows no year 0; what ends before this century or after 9999 is a mistake. */
const FutureOrPast = Timestamp.refine((text) => text >= "2000", { error: "must not be before the year 2000" }).refine(
  // Its last day could be rounded up into a year that nothing reads.
  (text) => text < "9999-12-31",
  { error: "must be before the last day of the year 9999" },
);
export const ChangeInvitation = z
  .strictObject({
    expiresAt: FutureOrPast.optional(),
    quotaTokens: z.int().positive().max(1_000_000_000_000).optional(),
    label: safeText.max(200).nullable().optional(),
    cohort: safeText.max(100).nullable().optional(),
    /** its own within site and cohort; exports that are taken from now on have it */
    externalRef: safeText.trim().min(1).max(200).nullable().optional(),
    /** another address begins anew: nothing was sent there yet. null: it is forgotten, and so is what was sent to it */
    email: z.email({ error: "must be an e-mail address such as ada@example.org" }).max(254).nullable().optional(),
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { error: "nothing to change" });
export type ChangeInvitation = z.infer<typeof ChangeInvitation>;

export const StaffInvitation = z.object({
  id: z.string(),
  label: z.string().nullable(),
  externalRef: z.string().nullable(),
  cohort: z.string().nullable(),
  /** what it was made from; null where a quota was given */
  presetName: z.string().nullable(),
  /** where its link is sent, and when it was */
  email: z.string().nullable(),
  /** a mail with its link was written; it waits in the outbox until `mailedAt` */
  mailQueuedAt: Timestamp.nullable(),
  /** a mail server took it */
  mailedAt: Timestamp.nullable(),
  remindedAt: Timestamp.nullable(),
  reminderCount: z.int().nonnegative(),
  scenario: z.object({ slug: z.string(), name: z.string() }).nullable(),
  /** what the invitee chose (of several, the last active one), where `scenario` leaves the choice to them */
  chosenScenario: z.object({ slug: z.string(), name: z.string() }).nullable(),
  site: z.object({ key: z.string(), name: z.string() }).nullable(),
  claimMode: z.enum(["SINGLE", "SHARED"]),
  maxClaims: z.int().nullable(),
  claimCount: z.int(),
  state: InvitationState,
  /** since when it is in this state */
  stateSince: Timestamp,
  /** why the last exchange failed, where it did */
  lastProblemCode: z.string().nullable(),
  quotaLabel: z.string(),
  quota: QuotaState,
  exchangesUsed: z.int().nonnegative(),
  createdAt: Timestamp,
  openedAt: Timestamp.nullable(),
  claimedAt: Timestamp.nullable(),
  lastActivityAt: Timestamp.nullable(),
  expiresAt: Timestamp,
  revokedAt: Timestamp.nullable(),
});
export type StaffInvitation = z.infer<typeof StaffInvitation>;
export const StaffInvitationPage = page(StaffInvitation);
export type StaffInvitationPage = z.infer<typeof StaffInvitationPage>;
/** Who came in by an invitation, and what they agreed to in it. `id` is the person's. */
export const Invitee = z.object({
  id: z.string(),
  name: z.string().nullable(),
  role: z.enum(["GUEST", "USER", "STAFF", "ADMIN"]),
  /** of a group: their own part of it */
  invitationId: z.string(),
  claimedAt: Timestamp.nullable(),
  /** null: nothing stands */
  consent: z
    .object({
      /** the version of what they agreed to */
      service: z.string(),
      serviceSince: Timestamp,
      research: z.boolean(),
      /** since when research is agreed to, or not */
      researchSince: Timestamp,
    })
    .nullable(),
});
export type Invitee = z.infer<typeof Invitee>;
/** GET /v1/admin/invitations/:id/people: one person's at most one, a group's the newest first */
export const InviteePage = page(Invitee);
export const InviteeQuery = z.object({ cursor: safeText.max(200).optional() });
/** 201 of POST and 200 of GET one: with the link, which can be shown again */
export const StaffInvitationWithLink = StaffInvitation.extend({
  token: z.string(),
  link: z.string(),
  /** null: nobody has claimed it, who did was erased, or it is a group's */
  invitee: Invitee.nullable(),
});
export type StaffInvitationWithLink = z.infer<typeof StaffInvitationWithLink>;
export const InvitationQuery = z.object({
  state: InvitationState.optional(),
  q: safeText.max(200).optional(),
  cohort: safeText.max(100).optional(),
  /** a preset's name, a scenario's slug, a site's key */
  preset: safeText.max(100).optional(),
  scenario: safeText.max(200).optional(),
  site: safeText.max(100).optional(),
  cursor: safeText.max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).optional(),
});

export const StaffSession = z.object({
  id: z.int(),
  invitationId: z.string().nullable(),
  invitationLabel: z.string().nullable(),
  scenario: z.object({ slug: z.string(), name: z.string(), version: z.int() }),
  partnerPersona: z.string(),
  status: SessionStatus,
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
  lastActivityAt: Timestamp,
  durationSeconds: z.int(),
  totalMessages: z.int(),
  /** completed ones, as in an invitation's `exchangesUsed` */
  exchangesUsed: z.int().nonnegative(),
  simulated: z.boolean(),
  /** its site keeps what is said for a time, which was over then */
  wordsRemovedAt: Timestamp.nullable(),
  /** staff tried something out: no list, figure or export has it */
  trial: z.boolean(),
});
export type StaffSession = z.infer<typeof StaffSession>;
export const StaffSessionPage = page(StaffSession);

export const UsageRow = z.object({
  id: z.string(),
  exchangeId: z.string().nullable(),
  /** of a call for an aside; its `exchangeId` is null */
  asideId: z.string().nullable(),
  streamType: z.string(),
  model: z.string(),
  requestedModel: z.string().nullable(),
  inputTokens: z.int(),
  cacheWriteTokens: z.int(),
  cacheReadTokens: z.int(),
  outputTokens: z.int(),
  chargedTokens: z.int(),
  overrunTokens: z.int(),
  estimated: z.boolean(),
  stopReason: z.string().nullable(),
  problemCode: z.string().nullable(),
  durationMs: z.int().nullable(),
  timestamp: Timestamp,
});
export type UsageRow = z.infer<typeof UsageRow>;
export const StaffExchange = z.object({
  id: z.string(),
  /** null: the main line */
  branchId: BranchId.nullable(),
  number: z.int(),
  attempt: z.int(),
  status: z.enum(["running", "completed", "stopped", "failed"]),
  coachMissing: CoachMissing.nullable(),
  problemCode: z.string().nullable(),
  startedAt: Timestamp,
  endedAt: Timestamp.nullable(),
});
/** GET /v1/admin/sessions/:id */
export const StaffSessionDetail = StaffSession.extend({
  /** of the main line, in order; a branch has its own */
  messages: z.array(Message),
  /** of every line */
  exchanges: z.array(StaffExchange),
  branches: z.array(BranchView),
  asides: z.array(AsideView),
  notes: z.array(StaffNote),
  usage: z.array(UsageRow),
  /** whose it is; null: they were erased */
  invitee: Invitee.nullable(),
});
export type StaffSessionDetail = z.infer<typeof StaffSessionDetail>;

/** GET /v1/admin/scenarios */
export const StaffScenario = z.object({
  id: z.int(),
  slug: z.string(),
  name: z.string(),
  description: z.string(),
  partnerPersona: z.string(),
  partnerModel: z.string(),
  coachModel: z.string(),
  isActive: z.boolean(),
  version: z.int().nullable(),
  /** the draft says something else than that version, or there is none */
  changed: z.boolean(),
  /** models that upstream does not know, and what answers in their stead */
  modelFallback: z.string().nullable(),
});
export type StaffScenario = z.infer<typeof StaffScenario>;
/** GET /v1/admin/quota-presets */
export const StaffQuotaPreset = z.object({
  id: z.string(),
  name: z.string(),
  label: z.string(),
  description: z.string().nullable(),
  quota: Quota,
  isDefault: z.boolean(),
  sortOrder: z.int(),
  /** some invitation was made by it: it cannot be deleted */
  used: z.boolean(),
});
export type StaffQuotaPreset = z.infer<typeof StaffQuotaPreset>;
/** GET /v1/admin/sites */
export const StaffSite = z.object({
  id: z.string(),
  key: z.string(),
  name: z.string(),
  pageUrl: z.string(),
  origins: z.array(z.string()),
  helpContacts: z.array(HelpContact),
  isActive: z.boolean(),
  /** only people whom the site's backend has signed may talk */
  requireKnownPeople: z.boolean(),
  /** its invitees may speak, and have the partner read aloud */
  voice: z.boolean(),
  /** pages to which a sign-in by redirect may come back */
  returnUrls: z.array(z.string()),
  /** the widget's colours on it */
  theme: Theme,
  /** its sessions run on the simulator, are flagged so, and spend nothing of the real key */
  testMode: z.boolean(),
  /** days that its sessions are kept after their last activity; null: without an end */
  retentionDays: z.int().nullable(),
});
export type StaffSite = z.infer<typeof StaffSite>;

/** POST /v1/admin/sign-in: a one-time link's token for the console's cookie. */
export const SignInRequest = z.strictObject({ token: safeText.min(1).max(200) });
/** GET /v1/admin/me */
export const StaffMe = z.object({
  id: z.string(),
  name: z.string().nullable(),
  role: z.enum(["STAFF", "ADMIN"]),
  model: z.string(),
  simulated: z.boolean(),
  /** what becomes of a mail; `outbox`: this server has no SMTP_URL and sends none */
  mail: z.enum(["sent", "outbox"]),
  /** what writes by the console's cookie carry in `X-CSRF-Token`; null for an API key */
  csrfToken: z.string().nullable(),
});
export type StaffMe = z.infer<typeof StaffMe>;
/** GET /v1/admin/sign-in: who is signed in to the console in this browser; null is nobody, and no problem */
export const SignedIn = z.object({ staff: StaffMe.nullable() });
export type SignedIn = z.infer<typeof SignedIn>;
