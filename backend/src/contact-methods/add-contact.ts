import { randomUUID } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import { type Connection, inTransaction } from "../database/in-transaction.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { hmac } from "../identity/derive-key.ts";
import { reachableTypes } from "../mail/message-sender.ts";
import { putMessage } from "../mail/outbox-store.ts";
import { Problem } from "../problem.ts";
import { PRODUCT_NAME } from "../product-name.ts";
import type { AddContactMethod, ContactMethodView } from "../protocol/contact-methods.ts";
import { hashCode, makeCode, SENDS_PER_USER, SENDS_PER_VALUE } from "./contact-code.ts";
import { codeMessage, takenMessage } from "./contact-message.ts";
import {
  addCode,
  type Contact,
  countSends,
  isTaken,
  lockValue,
  type PendingCode,
  verifiedOf,
} from "./contact-store.ts";
import { contactId, methodView, pendingView } from "./contact-view.ts";
import { assertPerson } from "./find-contact.ts";
import { normaliseContact } from "./normalise-contact.ts";

type World = Pick<AppContext, "database" | "keys" | "messageSenders" | "invitationStore" | "limits">;

/**
 * Adds a contact method: a code goes to it. The answer is the same whoever has it; what differs is what stands in the
 * message. Asked again, another code is sent, and only the newest is good.
 * @param address of the client, for the limit by address
 * @returns `added` false where it is the person's, verified, already
 * @throws Problem invalid, no-sender, too-many, session-ended
 */
export const addContact = async (
  world: World,
  invitee: Invitee,
  asked: AddContactMethod,
  address: string,
): Promise<{ added: boolean; contact: ContactMethodView }> => {
  const { type } = asked;
  if (!reachableTypes(world.messageSenders).includes(type))
    throw new Problem("no-sender", `Nothing here can send a code by ${type}. Use e-mail.`);
  const contact: Contact = { type, value: normaliseContact(type, asked.value) };
  const { userId } = invitee;
  const id = contactId(world.keys.contact, userId, contact);
  await world.limits.code(address);
  const site = invitee.siteId === null ? null : await world.invitationStore.site(invitee.siteId);
  return inTransaction(world.database.pool, async (client) => {
    await assertPerson(client, userId);
    const own = (await verifiedOf(client, userId)).find((it) => it.type === type && it.value === contact.value);
    if (own) return { added: false, contact: methodView(id, own) };
    const code = await sendCode(world, client, userId, contact, site?.name ?? PRODUCT_NAME);
    return { added: true, contact: pendingView(id, code) };
  });
};

/**
 * Whether a message may go there, whoever asks: counted apart from the rows, which go with people who are erased or merged, and
 * however its letters are written.
 */
const maySendTo = (world: World, { type, value }: Contact): Promise<boolean> =>
  world.limits.codeTo(hmac(world.keys.contact, `to\n${type}\n${value.toLowerCase()}`).toString("base64url")).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Problem && error.code === "too-many") return false;
      throw error;
    },
  );

const sendCode = async (
  world: World,
  client: Connection,
  userId: string,
  contact: Contact,
  brand: string,
): Promise<PendingCode> => {
  await lockValue(client, contact);
  const sends = await countSends(client, userId, contact);
  if (sends.mine >= SENDS_PER_USER || sends.mineToValue >= SENDS_PER_VALUE)
    throw new Problem("too-many", "Too many codes within the hour. Look into your messages, or try again later.", {
      retryAfter: Math.max(1, sends.secondsToNext),
    });
  const id = randomUUID();
  // Others have had it sent there often enough. Saying so would tell that they know it.
  if (sends.toValue >= SENDS_PER_VALUE || !(await maySendTo(world, contact)))
    return addCode(client, userId, contact, { id, codeHash: "" });
  const code = makeCode();
  // Where it belongs to somebody the code is made all the same, and never told: nothing takes longer, or is answered otherwise.
  const message = (await isTaken(client, userId, contact)) ? takenMessage(brand) : codeMessage(brand, code);
  const pending = await addCode(client, userId, contact, { id, codeHash: hashCode(id, code) });
  await putMessage(client, { channel: contact.type, recipient: contact.value, ...message });
  return pending;
};
