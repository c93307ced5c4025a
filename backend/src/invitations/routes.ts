import { Router } from "express";
import type { AppContext } from "../app-context.ts";
import { addressOf } from "../http/address-of.ts";
import { assertSiteOrigin } from "../http/origins.ts";
import { parse } from "../http/parse-request.ts";
import { answer } from "../http/route.ts";
import { ClaimRequest, PreviewRequest } from "../protocol/identity.ts";
import { claimInvitation } from "./claim-invitation.ts";
import { findInvitation } from "./find-invitation.ts";
import { previewInvitation } from "./preview-invitation.ts";

export const invitationRoutes = (world: AppContext): Router => {
  const routes = Router();
  const fromItsSite = async (origin: string | undefined, token: string) => {
    if (origin !== undefined) await assertSiteOrigin(world, origin, (await findInvitation(world, token)).siteId);
  };
  routes.post(
    "/v1/invitations/preview",
    answer(async (request) => {
      await world.limits.claim(`preview ${addressOf(request)}`);
      const { token } = parse(PreviewRequest, request.body);
      await fromItsSite(request.headers.origin, token);
      return { status: 200, body: await previewInvitation(world, token) };
    }),
  );
  routes.post(
    "/v1/invitations/claim",
    answer(async (request) => {
      await world.limits.claim(`claim ${addressOf(request)}`);
      const claim = parse(ClaimRequest, request.body);
      await fromItsSite(request.headers.origin, claim.token);
      return { status: 200, body: await claimInvitation(world, claim) };
    }),
  );
  return routes;
};
