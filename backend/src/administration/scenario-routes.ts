import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { integerId, parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import {
  ArchiveScenario,
  ChangeDraft,
  CreateReplay,
  CreateScenario,
  PublishDraft,
  TryScenario,
} from "../protocol/scenarios.ts";
import {
  archiveScenario,
  changeDraft,
  createScenario,
  publishDraft,
  scenarioDetail,
  scenarioVersion,
} from "./change-scenario.ts";
import { cancelReplay, readReplay, sayLineAgain, sayNextLine, startReplay } from "./replay-session.ts";
import { tryScenario } from "./try-scenario.ts";

/** Scenarios: their drafts, versions, trials and replays. */
export const scenarioRoutes = (world: AppContext): Router => {
  const routes = Router();
  const AT = "/v1/admin/scenarios/:id";
  routes.get(
    "/v1/admin/scenarios",
    forStaff(world, "STAFF", async () => {
      const items = (await world.scenarioStore.scenarios()).map((row) => ({
        ...row,
        modelFallback: [row.partnerModel, row.coachModel].some(world.models.isUnknown) ? world.models.fallback : null,
      }));
      return { status: 200, body: { items, cursor: null } };
    }),
  );
  routes.post(
    "/v1/admin/scenarios",
    forStaff(world, "STAFF", async (staff, request) => ({
      status: 201,
      body: await createScenario(world, parse(CreateScenario, request.body), staff.userId),
    })),
  );
  routes.get(
    AT,
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await scenarioDetail(world, integerId(request.params["id"])),
    })),
  );
  routes.patch(
    AT,
    forStaff(
      world,
      "STAFF",
      async (staff, request) => {
        const id = integerId(request.params["id"]);
        return { status: 200, body: await changeDraft(world, id, parse(ChangeDraft, request.body), staff.userId) };
      },
      { body: "long JSON" },
    ),
  );
  routes.post(
    `${AT}/publish`,
    forStaff(world, "STAFF", async (staff, request) => {
      const id = integerId(request.params["id"]);
      const { revision } = parse(PublishDraft, request.body);
      return { status: 201, body: await publishDraft(world, id, revision, staff.userId) };
    }),
  );
  routes.post(
    `${AT}/archive`,
    forStaff(world, "STAFF", async (staff, request) => {
      const id = integerId(request.params["id"]);
      const { archived } = parse(ArchiveScenario, request.body);
      return { status: 200, body: await archiveScenario(world, id, archived, staff.userId) };
    }),
  );
  routes.get(
    `${AT}/versions/:number`,
    forStaff(world, "STAFF", async (_staff, request) => {
      const [id, number] = [integerId(request.params["id"]), integerId(request.params["number"])];
      return { status: 200, body: await scenarioVersion(world, id, number) };
    }),
  );
  routes.post(
    `${AT}/trial`,
    forStaff(world, "STAFF", async (staff, request) => {
      const id = integerId(request.params["id"]);
      const body = await tryScenario(world, id, parse(TryScenario, request.body ?? {}), staff.userId);
      return { status: 201, body };
    }),
  );
  routes.post(
    `${AT}/replays`,
    forStaff(world, "STAFF", async (staff, request) => {
      const id = integerId(request.params["id"]);
      const { sessionId } = parse(CreateReplay, request.body);
      return { status: 201, body: await startReplay(world, id, sessionId, staff.userId) };
    }),
  );
  routes.get(
    "/v1/admin/replays/:id",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await readReplay(world, textId(request.params["id"])),
    })),
  );
  routes.post(
    "/v1/admin/replays/:id/next",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 202,
      body: await sayNextLine(world, textId(request.params["id"])),
    })),
  );
  routes.post(
    "/v1/admin/replays/:id/again",
    forStaff(world, "STAFF", async (staff, request) => ({
      status: 202,
      body: await sayLineAgain(world, textId(request.params["id"]), staff.userId),
    })),
  );
  routes.post(
    "/v1/admin/replays/:id/cancel",
    forStaff(world, "STAFF", async (staff, request) => ({
      status: 200,
      body: await cancelReplay(world, textId(request.params["id"]), staff.userId),
    })),
  );
  routes.get(
    "/v1/admin/models",
    forStaff(world, "STAFF", async () => ({
      status: 200,
      body: { models: await world.models.list(), fallback: world.models.fallback },
    })),
  );
  return routes;
};
