import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse } from "../http/parse-request.ts";
import { forInvitee } from "../http/route.ts";
import { TelemetryRequest } from "../protocol/identity.ts";

export const telemetryRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.post(
    "/v1/telemetry",
    forInvitee(world, async (invitee, request) => {
      const { events } = parse(TelemetryRequest, request.body);
      // Rows, not requests: what a page's script may write is bounded.
      await world.limits.event(invitee.userId, events.length);
      const own = new Set((await world.conversationStore.sessionsOf(invitee)).map((session) => session.id));
      await world.telemetryStore.addFromWidget(
        events.map((event) => ({
          name: event.name,
          // What it is counted under is not the page's to say.
          properties: { ...event.properties, invitation: invitee.invitationId },
          userId: invitee.userId,
          // A session that is not one's own is not told of.
          sessionId: event.sessionId !== undefined && own.has(event.sessionId) ? event.sessionId : null,
        })),
      );
      return { status: 202 };
    }),
  );
  return routes;
};
