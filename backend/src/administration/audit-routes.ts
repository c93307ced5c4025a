import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { AuditQuery } from "../protocol/staff.ts";
import { pageOf, readPlace } from "./keyset.ts";

const PAGE = 50;
const DAY_MS = 86_400_000;

/** Who did what, newest first. */
export const auditRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/audit",
    forStaff(world, "STAFF", async (_staff, request) => {
      const query = parse(AuditQuery, request.query);
      const rows = await world.auditStore.entries({
        actor: query.actor ?? null,
        action: query.action ?? null,
        subject: query.subject ?? null,
        from: query.from === undefined ? null : new Date(`${query.from}T00:00:00Z`),
        until: query.to === undefined ? null : new Date(Date.parse(`${query.to}T00:00:00Z`) + DAY_MS),
        after: readPlace(query.cursor),
        limit: PAGE + 1,
      });
      const { shown, cursor } = pageOf(rows, PAGE);
      const items = shown.map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
      return { status: 200, body: { items, cursor } };
    }),
  );
  return routes;
};
