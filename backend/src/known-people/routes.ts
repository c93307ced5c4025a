import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forInvitee, forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import { ChangeSite, IdentifyRequest, MakeSiteKey } from "../protocol/known-people.ts";
import { changeSite } from "./change-site.ts";
import { identifyInvitee } from "./identify-invitee.ts";
import { makeSiteKey, siteKeyView } from "./make-site-key.ts";

const noSite = () => new Problem("not-found", "There is no such site.");

export const knownPeopleRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.post(
    "/v1/me/identify",
    forInvitee(
      world,
      async (invitee, request) => {
        await world.limits.claim(`identify ${invitee.userId}`);
        return { status: 200, body: await identifyInvitee(world, invitee, parse(IdentifyRequest, request.body)) };
      },
      { unknown: "allowed" },
    ),
  );

  // Who holds such a key can come as any person of the site: an ADMIN's to give.
  routes.patch(
    "/v1/admin/sites/:id",
    forStaff(world, "ADMIN", async (staff, request) => {
      const id = textId(request.params["id"]);
      const change = parse(ChangeSite, request.body);
      return { status: 200, body: await changeSite(world, id, change, staff.userId) };
    }),
  );
  routes.get(
    "/v1/admin/sites/:id/keys",
    forStaff(world, "ADMIN", async (_staff, request) => {
      const id = textId(request.params["id"]);
      if (!(await world.siteKeyStore.site(id))) throw noSite();
      const items = (await world.siteKeyStore.keysOf(id)).map(siteKeyView);
      return { status: 200, body: { items, cursor: null } };
    }),
  );
  routes.post(
    "/v1/admin/sites/:id/keys",
    forStaff(world, "ADMIN", async (staff, request) => {
      const { overlapHours } = parse(MakeSiteKey, request.body ?? {});
      const made = await makeSiteKey(world, textId(request.params["id"]), overlapHours ?? null, staff.userId);
      return { status: 201, body: made };
    }),
  );
  routes.delete(
    "/v1/admin/sites/:id/keys/:kid",
    forStaff(world, "ADMIN", async (staff, request) => {
      const [id, kid] = [textId(request.params["id"]), textId(request.params["kid"])];
      if (!(await world.siteKeyStore.deleteKey(id, kid, staff.userId)))
        throw new Problem("not-found", "This site has no such key.");
      return { status: 204 };
    }),
  );
  return routes;
};
