import type { ContactType } from "../protocol/contact-methods.ts";

export type OutgoingMessage = { id: string; recipient: string; subject: string; body: string };

/**
 * Delivers one message that stands in the outbox, by e-mail, SMS or WhatsApp. Resolves once the next server has taken it.
 * It is told again where it throws, so a sender should pass `id` on where its provider knows idempotency keys.
 * @throws Error whose message staff read in the outbox
 */
export type MessageSender = { send: (message: OutgoingMessage) => Promise<void>; close: () => void };

/** Of each kind of contact method; one without a sender cannot be added, but for e-mail, which then waits in the outbox. */
export type MessageSenders = Partial<Record<ContactType, MessageSender>>;

const ALL: readonly ContactType[] = ["email", "phone", "whatsapp"];
/** The kinds that a code can be sent to. */
export const reachableTypes = (senders: MessageSenders): ContactType[] =>
  ALL.filter((type) => type === "email" || senders[type] !== undefined);
