import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { addressOf } from "../http/address-of.ts";
import { answer, forInvitee } from "../http/route.ts";
import { assertSiteOrigin } from "../http/origins.ts";
import { parse } from "../http/parse-request.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { describeInvitee } from "../invitations/claim-invitation.ts";
import { LogoutRequest, RefreshRequest } from "../protocol/identity.ts";
import { sha256 } from "./derive-key.ts";
import { refreshLogin } from "./refresh-login.ts";

export const identityRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.post(
    "/v1/auth/refresh",
    answer(async (request) => {
      await world.limits.request(`refresh ${addressOf(request)}`);
      const { refreshToken } = parse(RefreshRequest, request.body);
      // Before anything is rotated: a page of another site must not use a token up.
      const siteId = await world.identityStore.siteOfRefreshToken(sha256(refreshToken));
      await assertSiteOrigin(world, request.headers.origin, siteId);
      return { status: 200, body: await refreshLogin(world, refreshToken) };
    }),
  );
  routes.post(
    "/v1/auth/logout",
    forInvitee(world, async (invitee, request) => {
      const { everywhere } = parse(LogoutRequest, request.body ?? {});
      if (everywhere === true) await retryConflicts(() => world.identityStore.revokeLoginsOf(invitee.userId));
      else await world.identityStore.revokeLogin(invitee.loginId);
      return { status: 204 };
    }),
  );
  routes.get(
    "/v1/me",
    forInvitee(world, async (invitee) => ({ status: 200, body: await describeInvitee(world, invitee) })),
  );
  return routes;
};
