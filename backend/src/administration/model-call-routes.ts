import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { integerId, parse } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { type ModelCalls, ModelCallsQuery } from "../protocol/observation.ts";
import type { CallsFor } from "./model-call-store.ts";
import { whatCallSaw } from "./what-calls-saw.ts";

/** "What did the partner know here?": of one lane of an exchange, or of an aside. */
export const modelCallRoutes = (world: AppContext): Router => {
  const routes = Router();
  const store = world.modelCallStore;
  routes.get(
    "/v1/admin/sessions/:id/calls",
    forStaff(world, "STAFF", async (_staff, request) => {
      const session = await world.staffSessionStore.session(integerId(request.params["id"]));
      if (!session) throw new Problem("not-found", "There is no such session.");
      const { exchange = "", lane = "partner", aside } = parse(ModelCallsQuery, request.query);
      const of: CallsFor = aside === undefined ? { exchangeId: exchange, lane } : { asideId: aside };
      const line = await store.lineOf(session.id, of);
      if (!line) throw new Problem("not-found", "There is no such exchange or aside in this session.");
      const [rows, said] = await Promise.all([store.calls(session.id, of), store.said(session.id)]);
      const calls = rows.map((row) => whatCallSaw(row, said, line.branchId));
      const named = new Set(calls.flatMap((call) => [...call.hadRead, ...call.couldNotSee.map(({ id }) => id)]));
      const body: ModelCalls = {
        scenario: { name: session.name, version: session.version },
        calls,
        messages: said
          .filter(({ id }) => named.has(id))
          .map(({ id, role, start, exchangeNumber, tryNumber, asideNumber }) => ({
            id,
            role,
            start,
            exchangeNumber,
            tryNumber,
            asideNumber,
          })),
      };
      return { status: 200, body };
    }),
  );
  return routes;
};
