import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { InviteeQuery } from "../protocol/administration.ts";
import { inviteeView } from "./invitee-view.ts";
import { placeAfter, readPlace } from "./keyset.ts";

const PAGE = 50;

/** Who came in by an invitation: one person, or everybody of a group. */
export const inviteeRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/invitations/:id/people",
    forStaff(world, "STAFF", async (_staff, request) => {
      const invitation = await world.staffInvitationStore.invitation(textId(request.params["id"]));
      if (!invitation) throw new Problem("not-found", "There is no such invitation.");
      const after = readPlace(parse(InviteeQuery, request.query).cursor);
      if (invitation.claimMode === "SINGLE") {
        const only = await world.inviteeStore.invitee(invitation.id);
        return { status: 200, body: { items: only && after === null ? [inviteeView(only)] : [], cursor: null } };
      }
      const rows = await world.inviteeStore.inviteesOf(invitation.id, after, PAGE + 1);
      const shown = rows.slice(0, PAGE);
      const last = shown.at(-1);
      // A row stands in the list by the part of the group's invitation that it came by.
      const cursor = rows.length > PAGE && last ? placeAfter({ ...last, id: last.invitationId }) : null;
      return { status: 200, body: { items: shown.map(inviteeView), cursor } };
    }),
  );
  return routes;
};
