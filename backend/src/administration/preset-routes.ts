import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import type { StaffQuotaPreset } from "../protocol/administration.ts";
import {
  ChangePreset,
  CreatePreset,
  EstimateQuery,
  OrderPresets,
  RemoveModelPrice,
  SetModelPrice,
} from "../protocol/presets.ts";
import { Quota } from "../protocol/quota.ts";
import { estimateQuota } from "./estimate-quota.ts";

const noPreset = (): Problem => new Problem("not-found", "There is no such quota preset.");

const presetViews = async (world: AppContext): Promise<StaffQuotaPreset[]> => {
  const [rows, used] = await Promise.all([world.presetStore.presets(), world.presetStore.usedNames()]);
  return rows.map(({ id, name, label, description, quota, isDefault, sortOrder }) => ({
    id,
    name,
    label,
    description,
    quota: Quota.parse(quota),
    isDefault,
    sortOrder,
    used: used.includes(name),
  }));
};
const presetView = async (world: AppContext, id: string): Promise<StaffQuotaPreset> => {
  const preset = (await presetViews(world)).find((one) => one.id === id);
  if (!preset) throw noPreset();
  return preset;
};

/** Quota presets, what they are good for, and the prices that say what they cost. */
export const presetRoutes = (world: AppContext): Router => {
  const routes = Router();
  const all = async () => ({ status: 200, body: { items: await presetViews(world), cursor: null } });
  routes.get(
    "/v1/admin/quota-presets",
    forStaff(world, "STAFF", () => all()),
  );
  routes.post(
    "/v1/admin/quota-presets",
    forStaff(world, "STAFF", async (staff, request) => {
      const made = parse(CreatePreset, request.body);
      const id = await world.presetStore.createPreset(made, staff.userId);
      if (id === null) {
        const detail = `There is a preset ${made.name} already.`;
        throw new Problem("invalid", detail, { errors: [{ pointer: "/name", detail }] });
      }
      return { status: 201, body: await presetView(world, id) };
    }),
  );
  routes.get(
    "/v1/admin/quota-presets/estimate",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await estimateQuota(world, parse(EstimateQuery, request.query).tokens),
    })),
  );
  routes.post(
    "/v1/admin/quota-presets/order",
    forStaff(world, "STAFF", async (staff, request) => {
      const { ids } = parse(OrderPresets, request.body);
      if (!(await world.presetStore.orderPresets(ids, staff.userId)))
        throw new Problem("conflict", "The presets have changed meanwhile. Read them again, then order them.");
      return all();
    }),
  );
  routes.patch(
    "/v1/admin/quota-presets/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      const id = textId(request.params["id"]);
      const change = parse(ChangePreset, request.body);
      if (!(await world.presetStore.changePreset(id, change, staff.userId))) throw noPreset();
      return { status: 200, body: await presetView(world, id) };
    }),
  );
  routes.delete(
    "/v1/admin/quota-presets/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      const outcome = await world.presetStore.deletePreset(textId(request.params["id"]), staff.userId);
      if (outcome === "gone") throw noPreset();
      if (outcome === "used")
        throw new Problem(
          "preset-used",
          "Invitations were made by this preset: it stays, so that they can be told apart.",
        );
      if (outcome === "default")
        throw new Problem("preset-used", "This is the default one. Make another the default, then delete it.");
      return { status: 204 };
    }),
  );
  routes.get(
    "/v1/admin/model-prices",
    forStaff(world, "STAFF", async () => ({
      status: 200,
      body: { items: await world.modelPriceStore.prices(), cursor: null },
    })),
  );
  routes.post(
    "/v1/admin/model-prices",
    forStaff(world, "ADMIN", async (staff, request) => {
      const price = parse(SetModelPrice, request.body);
      await world.modelPriceStore.setPrice(price, staff.userId);
      return { status: 200, body: price };
    }),
  );
  routes.post(
    "/v1/admin/model-prices/remove",
    forStaff(world, "ADMIN", async (staff, request) => {
      const { model } = parse(RemoveModelPrice, request.body);
      if (!(await world.modelPriceStore.removePrice(model, staff.userId)))
        throw new Problem("not-found", "This model has no price.");
      return { status: 204 };
    }),
  );
  return routes;
};
