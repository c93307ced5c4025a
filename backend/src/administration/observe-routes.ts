import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { integerId } from "../http/parse-request.ts";
import { readCursor } from "../http/read-cursor.ts";
import { forStaff } from "../http/route.ts";
import { CLOSE_MS, sendEventStream } from "../http/send-event-stream.ts";
import { Problem } from "../problem.ts";
import { observeSession } from "./observe-session.ts";

export const observeRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/sessions/:id/observe",
    forStaff(world, "STAFF", async (staff, request, response) => {
      const session = await world.conversationStore.sessionById(integerId(request.params["id"]));
      if (!session) throw new Problem("not-found", "There is no such session.");
      const cursor = readCursor(request);
      const held = world.streams.enter(staff, response);
      try {
        const told = held.entries((signal) => observeSession(world, session, staff.userId, cursor, signal));
        await sendEventStream(request, response, told, CLOSE_MS, held.farewell);
      } finally {
        held.leave();
      }
      return undefined;
    }),
  );
  return routes;
};
