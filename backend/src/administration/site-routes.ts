import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { wrongFirstPage } from "../known-people/site-addresses.ts";
import { Problem } from "../problem.ts";
import { CreateSite } from "../protocol/sites.ts";
import { staffSite } from "./staff-site.ts";
import { trySite } from "./try-scenario.ts";

const invalid = (field: string, detail: string): Problem =>
  new Problem("invalid", detail, { errors: [{ pointer: `/${field}`, detail }] });

/** Host sites: which there are, a new one, and what its widget looks like. What one may change of them: known-people/routes. */
export const siteRoutes = (world: AppContext): Router => {
  const routes = Router();
  const sites = async () => (await world.siteStore.sites()).map(staffSite);
  routes.get(
    "/v1/admin/sites",
    forStaff(world, "STAFF", async () => ({ status: 200, body: { items: await sites(), cursor: null } })),
  );
  routes.post(
    "/v1/admin/sites",
    forStaff(world, "ADMIN", async (staff, request) => {
      const made = parse(CreateSite, request.body);
      const wrong = wrongFirstPage(made.pageUrl);
      if (wrong !== null) throw invalid("pageUrl", wrong);
      if (!(await world.siteStore.addSite(made, staff.userId)))
        throw new Problem("invalid", "A key is one site's own.", {
          errors: [{ pointer: "/key", detail: `${made.key} is another site's already` }],
        });
      return { status: 201, body: (await sites()).find(({ key }) => key === made.key) };
    }),
  );
  routes.post(
    "/v1/admin/sites/:id/trial",
    forStaff(world, "STAFF", async (staff, request) => ({
      status: 201,
      body: await trySite(world, textId(request.params["id"]), staff.userId),
    })),
  );
  return routes;
};
