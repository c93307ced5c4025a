import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { AlertQuery, MarkAlerts } from "../protocol/observation.ts";
import { pageOf, readPlace } from "./keyset.ts";
import { readAlerts } from "./read-alerts.ts";

const PAGE = 30;

/** What staff should know of, and what each of them has made of it. */
export const alertRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/alerts",
    forStaff(world, "STAFF", async (staff, request) => {
      const query = parse(AlertQuery, request.query);
      const limit = query.limit ?? PAGE;
      const place = readPlace(query.cursor);
      const rows = await readAlerts(world, staff.userId, query.kind ?? null, place, limit + 1);
      const { shown, cursor } = pageOf(rows, limit);
      return { status: 200, body: { items: shown.map(({ alert }) => alert), cursor } };
    }),
  );
  routes.post(
    "/v1/admin/alerts/marks",
    forStaff(world, "STAFF", async (staff, request) => {
      await world.alertStore.mark(staff.userId, parse(MarkAlerts, request.body));
      return { status: 204 };
    }),
  );
  return routes;
};
