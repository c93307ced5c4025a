import { type Request, Router } from "express";
import type { z } from "zod";
import { NUMBER_ID, type Place, pageOf, readPlace } from "../administration/keyset.ts";
import type { AppContext } from "../app-context.ts";
import { parse } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { CallQuery, CommentQuery, EventQuery, FigureQuery, StepQuery } from "../protocol/figures.ts";
import { facetsOf, knownFacets } from "./facet-store.ts";
import { narrowingOf, type Span, spanOf } from "./narrow-figures.ts";
import { readFigures } from "./read-figures.ts";
import { calls, callProblems, comments, events, invitationsAtStep } from "./row-store.ts";

const PAGE = 50;
const STEPS = ["created", "opened", "claimed", "started", "exchanged", "completed"] as const;
type Narrow = z.infer<typeof FigureQuery>;
type Asked = { span: Span; facets: number[]; after: Place | null; limit: number };

/** Usage and telemetry: figures from rollups, and the rows behind each of them. */
export const figureRoutes = (world: AppContext): Router => {
  const routes = Router();
  const { pool } = world.database;
  const asked = async (
    query: Narrow & { cursor?: string | undefined },
    { rowId }: { rowId?: RegExp } = {},
  ): Promise<Asked> => {
    const narrowing = narrowingOf(query);
    const facets = await facetsOf(pool, narrowing);
    return {
      span: spanOf(query),
      facets: facets.map(({ id }) => id),
      after: readPlace(query.cursor, rowId),
      limit: PAGE + 1,
    };
  };
  /** A keyset-paged list of rows, each as `view` shows it. */
  const rowsAt = <Query, Row extends { createdAt: Date; id: string }, Item>(
    path: string,
    schema: z.ZodType<Query>,
    read: (query: Query, request: Request) => Promise<Row[]>,
    view: (row: Row) => Item,
  ): void => {
    routes.get(
      path,
      forStaff(world, "STAFF", async (_staff, request) => {
        const { shown, cursor } = pageOf(await read(parse(schema, request.query), request), PAGE);
        return { status: 200, body: { items: shown.map(view), cursor } };
      }),
    );
  };

  routes.get(
    "/v1/admin/usage",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await readFigures(world, parse(FigureQuery, request.query)),
    })),
  );
  routes.get(
    "/v1/admin/usage/facets",
    forStaff(world, "STAFF", async () => ({ status: 200, body: await knownFacets(pool) })),
  );
  rowsAt(
    "/v1/admin/usage/calls",
    CallQuery,
    async (query) => {
      const narrowing = { model: query.model ?? null, lane: query.lane ?? null };
      return (query.problem === "any" ? callProblems : calls)(pool, await asked(query), narrowing);
    },
    ({ createdAt, ...call }) => ({ ...call, at: createdAt.toISOString() }),
  );
  rowsAt(
    "/v1/admin/usage/invitations",
    StepQuery,
    async (query) => {
      const { kind = "real", step = "created" } = query;
      return invitationsAtStep(pool, await asked(query), {
        step,
        kind,
        kindOfStep: STEPS.indexOf(step) < 3 ? "" : kind,
      });
    },
    ({ createdAt, steps, ...row }) => ({
      ...row,
      madeAt: createdAt.toISOString(),
      furthest: STEPS.findLast((step) => steps.includes(step)) ?? "created",
    }),
  );
  rowsAt(
    "/v1/admin/usage/comments",
    CommentQuery,
    async (query) => comments(pool, await asked(query, { rowId: NUMBER_ID }), query.was ?? "made"),
    ({ createdAt, id, deliveredAt, seenAt, ...row }) => ({
      ...row,
      id: Number(id),
      at: createdAt.toISOString(),
      deliveredAt: deliveredAt?.toISOString() ?? null,
      seenAt: seenAt?.toISOString() ?? null,
    }),
  );
  rowsAt(
    "/v1/admin/telemetry",
    EventQuery,
    async (query) => events(pool, await asked(query), { name: query.name ?? null, detail: query.detail ?? null }),
    ({ createdAt, ...event }) => ({ ...event, at: createdAt.toISOString() }),
  );
  return routes;
};
