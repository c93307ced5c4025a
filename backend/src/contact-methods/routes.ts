import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { addressOf } from "../http/address-of.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forInvitee } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { AddContactMethod, VerifyContactMethod } from "../protocol/contact-methods.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import { addContact } from "./add-contact.ts";
import { makePrimary, removeContact } from "./contact-store.ts";
import { methodView } from "./contact-view.ts";
import { listContacts, withContact } from "./find-contact.ts";
import { verifyContact } from "./verify-contact.ts";

export const contactMethodRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/me/contact-methods",
    forInvitee(world, async ({ userId }) => ({ status: 200, body: await listContacts(world, userId) })),
  );
  routes.post(
    "/v1/me/contact-methods",
    forInvitee(world, async (invitee, request) => {
      const asked = parse(AddContactMethod, request.body);
      const { added, contact } = await addContact(world, invitee, asked, addressOf(request));
      return { status: added ? 201 : 200, body: contact };
    }),
  );
  routes.post(
    "/v1/me/contact-methods/:id/verify",
    forInvitee(world, async (invitee, request) => {
      const id = textId(request.params["id"]);
      const { code } = parse(VerifyContactMethod, request.body);
      return { status: 200, body: await verifyContact(world, invitee, id, code) };
    }),
  );
  routes.post(
    "/v1/me/contact-methods/:id/primary",
    forInvitee(world, async ({ userId }, request) => {
      const id = textId(request.params["id"]);
      const contact = await withContact(world, userId, id, async (client, { method }) => {
        if (!method) throw new Problem("wrong-step", "Verify it first: only then can it be the primary one.");
        await makePrimary(client, userId, method);
        return methodView(id, { ...method, primary: true });
      });
      return { status: 200, body: contact };
    }),
  );
  routes.delete(
    "/v1/me/contact-methods/:id",
    forInvitee(world, async ({ userId, invitationId }, request) => {
      const id = textId(request.params["id"]);
      await withContact(world, userId, id, async (client, { method, code }) => {
        await removeContact(client, userId, method ?? code);
        if (method)
          await recordEvent(client, "contact_removed", {
            userId,
            properties: { invitation: invitationId, type: method.type },
          });
      });
      return { status: 204 };
    }),
  );
  return routes;
};
