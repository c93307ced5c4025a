import { z } from "zod";
import { AsideView, BranchView, ExchangeView, Message, SessionSummary } from "./conversation.ts";
import { safeText, Timestamp } from "./ids.ts";
import { Quota } from "./quota.ts";

/** What a person has agreed to: the service (a version of its text), and research, which may be refused or taken back. */
export const ConsentView = z.object({
  /** version of the text that was agreed to last; null before any */
  service: z.string().nullable(),
  /** the version that is asked for now */
  current: z.string(),
  research: z.boolean(),
  givenAt: Timestamp.nullable(),
  /** when research was taken back last */
  withdrawnAt: Timestamp.nullable(),
});
export type ConsentView = z.infer<typeof ConsentView>;
export const ChangeConsent = z.strictObject({ research: z.boolean() });
export type ChangeConsent = z.infer<typeof ChangeConsent>;

/** One model call, as it was counted. */
export const TranscriptUsage = z.object({
  lane: z.string(),
  model: z.string(),
  inputTokens: z.int(),
  cacheWriteTokens: z.int(),
  cacheReadTokens: z.int(),
  outputTokens: z.int(),
  chargedTokens: z.int(),
  timestamp: Timestamp,
});
export const TranscriptSession = SessionSummary.extend({
  invitationId: z.string(),
  /** of the main line, in order */
  messages: z.array(Message),
  exchanges: z.array(ExchangeView),
  branches: z.array(BranchView),
  asides: z.array(AsideView),
  usage: z.array(TranscriptUsage),
});
export type TranscriptSession = z.infer<typeof TranscriptSession>;
/** GET /v1/me/transcript: everything said, by both sides and the coach */
export const TranscriptDocument = z.object({
  product: z.string(),
  takenAt: Timestamp,
  person: z.object({ id: z.string(), name: z.string().nullable(), createdAt: Timestamp }),
  siteName: z.string().nullable(),
  contactMethods: z.array(z.object({ type: z.string(), value: z.string(), verified: z.boolean() })),
  consents: z.array(
    z.object({
      service: z.string(),
      research: z.boolean(),
      givenAt: Timestamp,
      withdrawnAt: Timestamp.nullable(),
    }),
  ),
  invitations: z.array(
    z.object({ id: z.string(), quota: Quota, usedTokens: z.int().nonnegative(), expiresAt: Timestamp }),
  ),
  sessions: z.array(TranscriptSession),
});
export type TranscriptDocument = z.infer<typeof TranscriptDocument>;
/** POST /v1/me/transcript-link: opens once, in the next five minutes; the token stands in the fragment */
export const TranscriptLink = z.object({ url: z.string(), expiresAt: Timestamp });
export type TranscriptLink = z.infer<typeof TranscriptLink>;

export const Confirmation = z.strictObject({ confirm: z.literal(true) });
/** `erasing`: nobody can sign in any more and the name is gone; the words go as soon as what still runs has stopped */
export const ErasureAnswer = z.object({ status: z.enum(["erased", "erasing", "nothing"]) });
export type ErasureAnswer = z.infer<typeof ErasureAnswer>;

/** By the link, without an account: the invitation's token, and of a SHARED one the device that claimed it. */
const byLink = { token: safeText.min(1).max(200), deviceId: safeText.min(1).max(200).optional() };
export const RightsByLink = z.strictObject(byLink);
export type RightsByLink = z.infer<typeof RightsByLink>;
export const ConsentByLink = z.strictObject({ ...byLink, research: z.boolean() });
export const ErasureByLink = z.strictObject({ ...byLink, confirm: z.literal(true) });
export const TranscriptTicket = z.strictObject({ ticket: safeText.min(1).max(2_000) });
/** POST /v1/rights/transcript */
export const TranscriptRequest = z.union([TranscriptTicket, RightsByLink]);
/** POST /v1/rights/preview: what hangs on the link */
export const RightsPreview = z.object({
  siteName: z.string().nullable(),
  /** where one practises; null where the invitation has no site */
  pageUrl: z.string().nullable(),
  /** `yours`: a guest's; `signed-in`: somebody's who has signed in since; `shared`: a link for many; `nothing`: nobody's (any more) */
  state: z.enum(["yours", "signed-in", "shared", "nothing"]),
  name: z.string().nullable(),
  sessions: z.int().nonnegative(),
  messages: z.int().nonnegative(),
  consent: ConsentView.nullable(),
});
export type RightsPreview = z.infer<typeof RightsPreview>;
