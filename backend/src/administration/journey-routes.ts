import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { JourneyQuery } from "../protocol/observation.ts";
import { pageOf, readPlace } from "./keyset.ts";

const PAGE = 60;

/** One invitee's way: what they, the partner, the coach and staff did, in one line of time. */
export const journeyRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/invitations/:id/journey",
    forStaff(world, "STAFF", async (_staff, request) => {
      const invitation = await world.staffInvitationStore.invitation(textId(request.params["id"]));
      if (!invitation) throw new Problem("not-found", "There is no such invitation.");
      const query = parse(JourneyQuery, request.query);
      const limit = query.limit ?? PAGE;
      const of = { invitationId: invitation.id, userId: invitation.linkedUserId };
      const rows = await world.journeyStore.journey(of, readPlace(query.cursor), limit + 1);
      const { shown, cursor } = pageOf(rows, limit);
      return { status: 200, body: { items: shown.map(({ entry }) => entry), cursor } };
    }),
  );
  return routes;
};
