import { hmac } from "../identity/derive-key.ts";
import type { ContactMethodView } from "../protocol/contact-methods.ts";
import { CODE_TRIES } from "./contact-code.ts";
import type { Contact, OwnMethod, PendingCode } from "./contact-store.ts";

/**
 * The id under which a person's contact method is known to them. It is made of the person and the value alone, so it is the
 * same before and after it is verified, and says nothing of rows that others may have.
 */
export const contactId = (key: Buffer, userId: string, { type, value }: Contact): string =>
  `cm_${hmac(key, `${userId}\n${type}\n${value}`).subarray(0, 16).toString("base64url")}`;

export const methodView = (id: string, { type, value, primary }: OwnMethod): ContactMethodView => ({
  id,
  type,
  value,
  verified: true,
  primary,
  pending: null,
});
export const pendingView = (id: string, { type, value, tries, expiresAt }: PendingCode): ContactMethodView => ({
  id,
  type,
  value,
  verified: false,
  primary: false,
  pending: { expiresAt: expiresAt.toISOString(), triesLeft: Math.max(0, CODE_TRIES - tries) },
});
