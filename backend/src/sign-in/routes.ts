import { type Request, Router } from "express";
import type { AppContext } from "../app-context.ts";
import { addressOf } from "../http/address-of.ts";
import { assertSiteOrigin } from "../http/origins.ts";
import { parse, textId } from "../http/parse-request.ts";
import { answer, forInvitee, forStaff } from "../http/route.ts";
import { authenticateInvitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { RedeemSignIn, StartSignIn } from "../protocol/sign-in.ts";
import { listIdentities, removeIdentity, removeStaffIdentity } from "./linked-identities.ts";
import { assertBeginner, signInStatus } from "./read-sign-in.ts";
import { providerNames } from "./provider-names.ts";
import { type Redeemer, redeemSignIn } from "./redeem-sign-in.ts";
import { ownerOfInvitation, startSignIn } from "./start-sign-in.ts";

type ByInvitation = { invitationToken?: string | undefined; deviceId?: string | undefined };

export const signInRoutes = (world: AppContext): Router => {
  const routes = Router();
  /** A guest by their bearer, else the owner of an invitation by its token; then the origin of the invitation's site. */
  const whoBegins = async (request: Request, body: ByInvitation): Promise<Redeemer & { siteId: string | null }> => {
    if (request.headers.authorization === undefined && body.invitationToken !== undefined) {
      const { invitationToken, deviceId } = body;
      const owner = await ownerOfInvitation(world, { invitationToken, deviceId });
      await assertSiteOrigin(world, request.headers.origin, owner.siteId);
      return { ...owner, loginId: null };
    }
    const invitee = await authenticateInvitee(world, request.headers.authorization);
    await assertSiteOrigin(world, request.headers.origin, invitee.siteId);
    return invitee;
  };

  routes.get(
    "/v1/sign-in-providers",
    answer(async () => ({
      status: 200,
      body: { items: world.providers.list.map(({ id, name }) => ({ id, name })), cursor: null },
    })),
  );
  routes.post(
    "/v1/sign-ins",
    answer(async (request) => {
      await world.limits.claim(`sign-ins ${addressOf(request)}`);
      // Who asks comes before what they ask: without either way to say it, 401.
      const body = request.headers.authorization === undefined ? (request.body as ByInvitation | undefined) : undefined;
      if (request.headers.authorization === undefined && body?.invitationToken === undefined)
        throw new Problem("no-token", "This needs an access token, or the token of an invitation.");
      const known = body === undefined ? await whoBegins(request, {}) : null;
      const start = parse(StartSignIn, request.body);
      return {
        status: 201,
        body: await startSignIn(world, known ?? (await whoBegins(request, start)), start, request.headers.origin),
      };
    }),
  );
  routes.get(
    "/v1/sign-ins/:id",
    answer(async (request) => {
      await world.limits.request(`sign-ins ${addressOf(request)}`);
      const invitee =
        request.headers.authorization === undefined
          ? null
          : await authenticateInvitee(world, request.headers.authorization);
      if (invitee) await assertSiteOrigin(world, request.headers.origin, invitee.siteId);
      const row = await world.signInStore.byId(textId(request.params["id"]));
      if (!invitee && (!row || row.loginSessionId !== null))
        throw new Problem("no-token", "This needs the access token that began the sign-in.");
      return { status: 200, body: signInStatus(assertBeginner(row, invitee?.loginId ?? null)) };
    }),
  );
  routes.post(
    "/v1/sign-ins/:id/redeem",
    answer(async (request) => {
      await world.limits.claim(`sign-ins redeem ${addressOf(request)}`);
      const isByToken = request.headers.authorization === undefined;
      if (isByToken && (request.body as ByInvitation | undefined)?.invitationToken === undefined)
        throw new Problem("no-token", "This needs the access token that began the sign-in.");
      const known = isByToken ? null : await whoBegins(request, {});
      const redeem = parse(RedeemSignIn, request.body);
      const redeemer = known ?? (await whoBegins(request, redeem));
      return { status: 200, body: await redeemSignIn(world, textId(request.params["id"]), redeemer, redeem) };
    }),
  );

  routes.get(
    "/v1/me/identities",
    forInvitee(world, async ({ userId }) => ({
      status: 200,
      body: { items: await listIdentities(world, userId), cursor: null },
    })),
  );
  routes.delete(
    "/v1/me/identities/:id",
    forInvitee(world, async ({ userId, loginId }, request) => {
      await removeIdentity(world, userId, textId(request.params["id"]), loginId);
      return { status: 204 };
    }),
  );
  routes.get(
    "/v1/admin/provider-names",
    forStaff(world, "STAFF", async () => ({ status: 200, body: { items: await providerNames(world), cursor: null } })),
  );
  // Which they have is said by GET /v1/admin/users/:id of themselves.
  routes.delete(
    "/v1/admin/me/identities/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      await removeStaffIdentity(world, staff, textId(request.params["id"]));
      return { status: 204 };
    }),
  );
  return routes;
};
