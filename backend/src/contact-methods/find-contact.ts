import type { AppContext } from "../app-context.ts";
import type { Connection } from "../database/in-transaction.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { Problem } from "../problem.ts";
import type { ContactMethods, ContactMethodView } from "../protocol/contact-methods.ts";
import { reachableTypes } from "../mail/message-sender.ts";
import { lockPerson, type OwnMethod, type PendingCode, pendingOf, verifiedOf } from "./contact-store.ts";
import { contactId, methodView, pendingView } from "./contact-view.ts";

type World = Pick<AppContext, "database" | "keys">;
export type Found = { id: string; method: OwnMethod; code: null } | { id: string; method: null; code: PendingCode };

const viewOf = ({ id, method, code }: Found): ContactMethodView =>
  method ? methodView(id, method) : pendingView(id, code);

/** What a person has: verified ones first, then those that wait for a code. */
const contactsOf = async (world: World, client: Connection, userId: string): Promise<Found[]> => {
  const methods = await verifiedOf(client, userId);
  const codes = await pendingOf(client, userId);
  const found = methods.map((method): Found => ({ id: idOf(world, userId, method), method, code: null }));
  const known = new Set(found.map(({ id }) => id));
  const waiting = codes.map((code): Found => ({ id: idOf(world, userId, code), method: null, code }));
  return [...found, ...waiting.filter(({ id }) => !known.has(id))];
};
const idOf = (world: World, userId: string, contact: OwnMethod | PendingCode): string =>
  contactId(world.keys.contact, userId, contact);

export const listContacts = (
  world: World & Pick<AppContext, "messageSenders">,
  userId: string,
): Promise<ContactMethods> =>
  inTransaction(world.database.pool, async (client) => ({
    items: (await contactsOf(world, client, userId)).map(viewOf),
    types: reachableTypes(world.messageSenders),
    mail: world.messageSenders.email ? "sent" : "outbox",
  }));

/** Does something with one of the person's contact methods, the person's row locked. @throws Problem not-found, session-ended */
export const withContact = <T>(
  world: World,
  userId: string,
  id: string,
  work: (client: Connection, found: Found) => Promise<T>,
): Promise<T> =>
  inTransaction(world.database.pool, async (client) => {
    await assertPerson(client, userId);
    const found = (await contactsOf(world, client, userId)).find((contact) => contact.id === id);
    if (!found) throw new Problem("not-found", "There is no such contact method of yours.");
    return work(client, found);
  });

export const assertPerson = async (client: Connection, userId: string): Promise<void> => {
  if (!(await lockPerson(client, userId)))
    throw new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
};
