import { z } from "zod";
import { safeText, Timestamp } from "./ids.ts";
import { QuotaState } from "./quota.ts";
import { Theme } from "./theme.ts";
import { VoiceTerms } from "./recordings.ts";
import { ScenarioView, SessionSummary } from "./conversation.ts";

export const InvitationState = z.enum([
  "revoked",
  "expired",
  "exhausted",
  "completed",
  "stuck",
  "active",
  "claimed",
  "opened",
  "unopened",
]);
export type InvitationState = z.infer<typeof InvitationState>;

export const HelpContact = z.object({
  name: z.string().min(1).max(120),
  detail: z.string().max(300),
  href: z.url().optional(),
});
export type HelpContact = z.infer<typeof HelpContact>;

export const PreviewRequest = z.strictObject({ token: safeText.min(1).max(200) });
export const Preview = z.object({
  /** the brand the invitee knows; null where the invitation has no site */
  siteName: z.string().nullable(),
  helpContacts: z.array(HelpContact),
  /** the looks that staff have given the site's widget, where they have */
  theme: Theme.optional(),
  /** left out where the site takes no recordings */
  voice: VoiceTerms.optional(),
  /** one, or the choice */
  scenarios: z.array(ScenarioView),
  exchanges: z.int().nonnegative(),
  expiresAt: Timestamp,
  state: InvitationState,
  claimed: z.boolean(),
  /** whoever it belonged to has deleted everything: there is nothing to come back to */
  erased: z.boolean(),
  /** slug of what whoever claimed it was in last; null before that, and where each device has its own */
  currentScenario: z.string().nullable(),
  consent: z.object({ version: z.string() }),
  whoSeesWhat: z.object({
    partner: z.string(),
    coach: z.string(),
    staff: z.string(),
    invitee: z.string(),
  }),
  /** answers come from the simulator, not from a language model */
  simulated: z.boolean(),
});
export type Preview = z.infer<typeof Preview>;

export const ClaimRequest = z.strictObject({
  token: safeText.min(1).max(200),
  deviceId: safeText.min(1).max(200).optional(),
  consent: z.strictObject({ service: safeText.min(1).max(40), research: z.boolean().optional() }),
  /** what the host site's backend signs of who this is; see docs/embedding.md */
  identified: safeText.min(1).max(4_000).optional(),
  /** yes, the guest of this invitation and that person are one: asked for by `identity-taken` */
  confirm: z.boolean().optional(),
});
export type ClaimRequest = z.infer<typeof ClaimRequest>;

export const UserView = z.object({
  id: z.string(),
  name: z.string().nullable(),
  avatarUrl: z.string().nullable(),
  /** as an invitee: whoever is staff besides acts as USER here */
  role: z.enum(["GUEST", "USER"]),
});
export type UserView = z.infer<typeof UserView>;
export const InvitationView = z.object({
  id: z.string(),
  /** one came by a link that is for many: it leads nobody back to this on another device */
  shared: z.boolean(),
  label: z.string().nullable(),
  expiresAt: Timestamp,
  state: InvitationState,
  quota: QuotaState,
  siteName: z.string().nullable(),
  helpContacts: z.array(HelpContact),
  /** the looks that staff have given the site's widget, where they have */
  theme: Theme.optional(),
  /** left out where the site takes no recordings */
  voice: VoiceTerms.optional(),
  simulated: z.boolean(),
  /** true: staff try something out; it ends within hours, by what it is. Left out of an invitee's */
  trial: z.literal(true).optional(),
});
export type InvitationView = z.infer<typeof InvitationView>;

export const Tokens = z.object({ accessToken: z.string(), expiresIn: z.int().positive(), refreshToken: z.string() });
export type Tokens = z.infer<typeof Tokens>;
export const ClaimResponse = Tokens.extend({
  user: UserView,
  invitation: InvitationView,
  sessions: z.array(SessionSummary),
});
export type ClaimResponse = z.infer<typeof ClaimResponse>;
export const RefreshRequest = z.strictObject({ refreshToken: safeText.min(1).max(200) });
/** POST /v1/auth/logout. `everywhere`: all sign-ins of this person, on every device and site. */
export const LogoutRequest = z.strictObject({ everywhere: z.boolean().optional() });
export const MeResponse = z.object({ user: UserView, invitation: InvitationView, sessions: z.array(SessionSummary) });
export type MeResponse = z.infer<typeof MeResponse>;
/** GET /v1/origin-check. `site`: the key that the page embeds, for the command */
export const OriginCheckQuery = z.object({ site: safeText.max(64).optional() });
/** GET /v1/origin-check: readable from any origin, so that a refused page can be told what to do */
export const OriginCheck = z.object({
  origin: z.string().nullable(),
  allowed: z.boolean(),
  command: z.string().nullable(),
});
export type OriginCheck = z.infer<typeof OriginCheck>;

export const TelemetryRequest = z.strictObject({
  events: z
    .array(
      z.strictObject({
        name: safeText.regex(/^[a-z][a-z0-9_]{1,63}$/),
        properties: z
          .record(safeText.max(64), z.union([safeText.max(200), z.number(), z.boolean(), z.null()]))
          .optional(),
        sessionId: z.int().positive().optional(),
      }),
    )
    .min(1)
    .max(50),
});
export type TelemetryRequest = z.infer<typeof TelemetryRequest>;
