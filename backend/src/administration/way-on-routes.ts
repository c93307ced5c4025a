import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { wayOn } from "./way-on.ts";

/** What an invitee who cannot go on needs. It is given by the acts there are: extend, top-up. */
export const wayOnRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/invitations/:id/way-on",
    forStaff(world, "STAFF", async (_staff, request) => {
      const invitation = await world.staffInvitationStore.invitation(textId(request.params["id"]));
      if (!invitation) throw new Problem("not-found", "There is no such invitation.");
      return { status: 200, body: await wayOn(world, invitation) };
    }),
  );
  return routes;
};
