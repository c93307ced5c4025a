import { z } from "zod";
import { safeText, Timestamp } from "./ids.ts";

export const ContactType = z.enum(["email", "phone", "whatsapp"]);
export type ContactType = z.infer<typeof ContactType>;

/** POST /v1/me/contact-methods. A phone number is international: it begins with + and the country's code. */
export const AddContactMethod = z.strictObject({ type: ContactType, value: safeText.trim().min(3).max(254) });
export type AddContactMethod = z.infer<typeof AddContactMethod>;
/** POST /v1/me/contact-methods/:id/verify */
export const VerifyContactMethod = z.strictObject({ code: safeText.regex(/^\d{6}$/, "must be the six digits") });

/** One that is verified, or one that waits for its code; whether somebody else has it, nothing here says. */
export const ContactMethodView = z.object({
  id: z.string(),
  type: ContactType,
  value: z.string(),
  verified: z.boolean(),
  /** of its type: the one that is used */
  primary: z.boolean(),
  /** of one that waits: until when its code is good, and how often it may still be tried */
  pending: z.object({ expiresAt: Timestamp, triesLeft: z.int().nonnegative() }).nullable(),
});
export type ContactMethodView = z.infer<typeof ContactMethodView>;
/**
 * GET /v1/me/contact-methods; `types`: those that a code can be sent to; `mail`: what becomes of one by e-mail. `outbox`: this
 * server sends no mail, and staff read the code there.
 */
export const ContactMethods = z.object({
  items: z.array(ContactMethodView),
  types: z.array(ContactType),
  mail: z.enum(["sent", "outbox"]),
});
export type ContactMethods = z.infer<typeof ContactMethods>;

/** GET /v1/admin/outbox: what waits, or failed, or was sent (then without its body). Bodies hold codes. */
export const OutboxMessage = z.object({
  id: z.string(),
  channel: z.string(),
  recipient: z.string(),
  subject: z.string(),
  body: z.string(),
  createdAt: Timestamp,
  sentAt: Timestamp.nullable(),
  tries: z.int().nonnegative(),
  problem: z.string().nullable(),
});
export type OutboxMessage = z.infer<typeof OutboxMessage>;
export const OutboxQuery = z.object({ cursor: safeText.max(200).optional() });
