import { z } from "zod";
import { ClaimResponse } from "./identity.ts";
import { page, safeText, Timestamp } from "./ids.ts";

/** `oidc`: the provider that the settings OIDC_… name. */
export const ProviderId = z.enum(["google", "apple", "github", "oidc"]);
export type ProviderId = z.infer<typeof ProviderId>;
/** 32 bytes in base64url, as the challenge and the verifier of PKCE (RFC 7636) */
const Key = z.string().regex(/^[\w-]{43}$/, "must be 43 characters of base64url");

export const SignInProvider = z.object({ id: ProviderId, name: z.string() });
export type SignInProvider = z.infer<typeof SignInProvider>;

export const StartSignIn = z.strictObject({
  provider: ProviderId,
  /** base64url of the SHA-256 of a verifier (43 to 128 characters) that the client keeps */
  challenge: Key,
  mode: z.enum(["popup", "redirect"]),
  /** of mode redirect: one of the site's registered addresses, exactly */
  returnUrl: safeText.max(2_000).optional(),
  /** in place of a bearer, where the invitation's owner has signed in before */
  invitationToken: safeText.min(1).max(200).optional(),
  deviceId: safeText.min(1).max(200).optional(),
});
export type StartSignIn = z.infer<typeof StartSignIn>;

export const StartedSignIn = z.object({
  id: z.string(),
  /** to be opened: as a popup, or in place of the page */
  url: z.string(),
  /** handed to the popup by postMessage once it says that it is ready; null in mode redirect */
  intent: z.string().nullable(),
  expiresAt: Timestamp,
});
export type StartedSignIn = z.infer<typeof StartedSignIn>;

export const SignInStatus = z.object({
  status: z.enum(["pending", "ready", "failed"]),
  provider: ProviderId,
  /** why it failed */
  code: z.string().nullable(),
});
export type SignInStatus = z.infer<typeof SignInStatus>;

export const RedeemSignIn = z.strictObject({
  verifier: z.string().regex(/^[\w.~-]{43,128}$/, "must be 43 to 128 unreserved characters"),
  /** of mode redirect: what stands behind the dot in the fragment `#sign-in=ID.CODE` */
  code: Key.optional(),
  /** yes, these two accounts are one person: asked for by `identity-taken` */
  confirm: z.boolean().optional(),
  invitationToken: safeText.min(1).max(200).optional(),
  deviceId: safeText.min(1).max(200).optional(),
});
export type RedeemSignIn = z.infer<typeof RedeemSignIn>;

export const RedeemedSignIn = ClaimResponse.extend({
  /** linked: the guest is a user now (or has one more identity); known: it was theirs already; merged: the guest became that user; returned: signed in to the invitation again */
  outcome: z.enum(["linked", "known", "merged", "returned"]),
  /** an address that the provider has verified and the person has not added yet */
  offer: z.object({ type: z.literal("email"), value: z.string() }).nullable(),
});
export type RedeemedSignIn = z.infer<typeof RedeemedSignIn>;

export const Identity = z.object({
  id: z.string(),
  provider: z.string(),
  /** the provider's name, for a screen */
  name: z.string(),
  email: z.string().nullable(),
  createdAt: Timestamp,
});
export type Identity = z.infer<typeof Identity>;
export const IdentityPage = page(Identity);

/** GET /v1/admin/provider-names: what a stored provider (`oidc:ISSUER`, `site:ID`, …) is called on a screen. */
export const ProviderName = z.object({ provider: z.string(), name: z.string() });
export type ProviderName = z.infer<typeof ProviderName>;

/** For the console: where to send the browser. */
export const StaffSignInUrl = z.object({ url: z.string() });
