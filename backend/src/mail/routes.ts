import { Router } from "express";
import { placeAfter, readPlace } from "../administration/keyset.ts";
import type { AppContext } from "../app-context.ts";
import { parse } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { type OutboxMessage, OutboxQuery } from "../protocol/contact-methods.ts";
import { fillLinks } from "./fill-links.ts";
import { type OutboxRow, readOutbox } from "./outbox-store.ts";

const PAGE = 50;

const view = (row: OutboxRow): OutboxMessage => ({
  id: row.id,
  channel: row.channel,
  recipient: row.recipient,
  subject: row.subject,
  body: row.body,
  createdAt: row.createdAt.toISOString(),
  sentAt: row.sentAt?.toISOString() ?? null,
  tries: row.tries,
  problem: row.problem,
});

export const mailRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get(
    "/v1/admin/outbox",
    forStaff(world, "ADMIN", async (staff, request) => {
      const after = readPlace(parse(OutboxQuery, request.query).cursor);
      const rows = await readOutbox(world.database.pool, staff.userId, after, PAGE + 1);
      const shown = rows.slice(0, PAGE);
      const last = shown.at(-1);
      return {
        status: 200,
        body: {
          items: (await fillLinks(world, shown)).map(view),
          cursor: rows.length > PAGE && last ? placeAfter(last) : null,
        },
      };
    }),
  );
  return routes;
};
