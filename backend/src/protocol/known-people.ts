import { z } from "zod";
import { MeResponse, Tokens } from "./identity.ts";
import { page, safeText, Timestamp } from "./ids.ts";
import { SiteChange } from "./sites.ts";

/** The audience that a host site signs its people's tokens for. */
export const PERSON_AUDIENCE = "sidecoach";
/** Seconds from `iat` to `exp` at most. */
export const PERSON_TOKEN_SECONDS = 300;

/** What a host site's backend says of somebody: a JWT, HS256, `kid` of the site's key in its header. */
export const PersonClaims = z.object({
  /** the site's key, as in `data-site` */
  iss: z.string(),
  /** holds `sidecoach` */
  aud: z.union([z.string(), z.array(z.string())]),
  /** the person's id at the site: stable, never given to another; not an e-mail address that may change hands */
  sub: safeText.min(1).max(200),
  iat: z.number(),
  exp: z.number(),
  /** of this token alone: it is good once */
  jti: safeText.min(1).max(200),
  name: safeText.max(200).nullish(),
});
export type PersonClaims = z.infer<typeof PersonClaims>;

/** POST /v1/me/identify. `confirm`: yes, this guest and that person are one (asked for by `identity-taken`). */
export const IdentifyRequest = z.strictObject({ token: safeText.min(1).max(4_000), confirm: z.boolean().optional() });
export type IdentifyRequest = z.infer<typeof IdentifyRequest>;
/** The tokens come where the sign-in is a new one: the old one has ended then. */
export const IdentifyResponse = MeResponse.extend({
  /** linked: the guest is this person from now on; known: they were before; merged: the guest became part of the person */
  outcome: z.enum(["linked", "known", "merged"]),
  ...Tokens.partial().shape,
});
export type IdentifyResponse = z.infer<typeof IdentifyResponse>;

export const SiteKeyView = z.object({
  /** `kid` of the tokens that it signs */
  kid: z.string(),
  createdAt: Timestamp,
  /** good until then; null: without an end */
  retiresAt: Timestamp.nullable(),
});
export type SiteKeyView = z.infer<typeof SiteKeyView>;
/** `overlapHours`: the site's other keys retire that long from now; without it they stay as they are. */
export const MakeSiteKey = z.strictObject({ overlapHours: z.int().min(0).max(720).optional() });
/** `secret`: shown this once. Its characters are the key's bytes. */
export const MadeSiteKey = SiteKeyView.extend({ secret: z.string() });
export type MadeSiteKey = z.infer<typeof MadeSiteKey>;
export const SiteKeyPage = page(SiteKeyView);

/**
 * PATCH /v1/admin/sites/:id; what is left out stays. The rest of it: `SiteChange`. `voice`: its invitees may speak. `returnUrls`: all of them, in place of those before: pages of the site's own origins, without a
 * fragment, to which a sign-in by redirect may come back.
 */
export const ChangeSite = z
  .strictObject({
    requireKnownPeople: z.boolean().optional(),
    voice: z.boolean().optional(),
    returnUrls: z.array(safeText.max(2_000)).max(50).optional(),
    ...SiteChange,
  })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { error: "nothing to change" });
export type ChangeSite = z.infer<typeof ChangeSite>;
