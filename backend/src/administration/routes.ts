import { Router } from "express";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";
import { normaliseContact } from "../contact-methods/normalise-contact.ts";
import { addressOf } from "../http/address-of.ts";
import { integerId, parse, textId } from "../http/parse-request.ts";
import { answer, forStaff, readCookie, STAFF_COOKIE } from "../http/route.ts";
import { STAFF_HOURS } from "../identity/authenticate.ts";
import { sha256 } from "../identity/derive-key.ts";
import { csrfTokenOf, redeemSignInLink } from "../identity/sign-in-staff.ts";
import { deriveInvitationToken, hashToken } from "../invitations/invitation-token.ts";
import { Problem } from "../problem.ts";
import { ChangeInvitation, CreateInvitation, InvitationQuery, SignInRequest } from "../protocol/administration.ts";
import { SessionStatus } from "../protocol/conversation.ts";
import { safeText } from "../protocol/ids.ts";
import type { StaffInvitationRow } from "./staff-invitation-store.ts";
import { createInvitation } from "./create-invitation.ts";
import { findStaff } from "./find-staff.ts";
import { placeAfter, readPlace } from "./keyset.ts";
import { mailOf } from "./preview-mails.ts";
import { staffInvitations, withLink } from "./staff-invitation.ts";
import { tellInviteeExpiry, tellInviteeQuota, tellInviteeRevoked } from "./tell-invitee.ts";
import { staffSession, staffSessionDetail } from "./staff-session.ts";

const PAGE = 50;
const NO_IDS = { scenarioId: null, siteId: null };
const SessionQuery = z.object({
  invitationId: safeText.max(64).optional(),
  status: SessionStatus.optional(),
  /** active within the last minute */
  live: z.literal("true").optional(),
  /** its slug */
  scenario: safeText.max(200).optional(),
  cohort: safeText.max(100).optional(),
  /** within the label or the reference of the invitation */
  q: safeText.max(200).optional(),
  cursor: safeText.max(200).optional(),
});

/** An upload would take the two for one. */
const referenceTaken = (change: ChangeInvitation, label: string): Problem => {
  const whose = label === "" ? "another invitation" : `“${label}”`;
  const error =
    change.externalRef === undefined
      ? { pointer: "/cohort", detail: `has this reference already: that of ${whose}` }
      : { pointer: "/externalRef", detail: `is that of ${whose} already` };
  return new Problem("invalid", "A reference is one invitation's own within its site and cohort.", { errors: [error] });
};

export const administrationRoutes = (world: AppContext): Router => {
  const routes = Router();
  const { staffInvitationStore: invitations, staffSessionStore: sessions } = world;
  const invitationAt = async (id: unknown): Promise<StaffInvitationRow> => {
    const row = await invitations.invitation(textId(id));
    if (!row) throw new Problem("not-found", "There is no such invitation.");
    return row;
  };
  const me = (staff: { userId: string; role: string; name: string | null }, cookie: string | null) => ({
    id: staff.userId,
    name: staff.name,
    role: staff.role,
    model: world.simulated ? "simulator" : "anthropic",
    simulated: world.simulated,
    mail: mailOf(world),
    csrfToken: cookie === null ? null : csrfTokenOf(world, cookie),
  });

  routes.post(
    "/v1/admin/sign-in",
    answer(async (request, response) => {
      await world.limits.claim(`sign-in ${addressOf(request)}`);
      const { token } = parse(SignInRequest, request.body);
      const before = readCookie(request.headers.cookie, STAFF_COOKIE);
      const signedIn = await redeemSignInLink(world, token, before);
      response.cookie(STAFF_COOKIE, signedIn.cookie, {
        httpOnly: true,
        secure: true,
        sameSite: "lax",
        path: "/",
        maxAge: STAFF_HOURS * 3_600_000,
      });
      return { status: 200, body: me(signedIn.staff, signedIn.cookie) };
    }),
  );
  // Asked by the sign-in page, where nobody being signed in is an answer like any other.
  routes.get(
    "/v1/admin/sign-in",
    answer(async (request) => {
      const cookie = readCookie(request.headers.cookie, STAFF_COOKIE);
      const staff = await findStaff(world, cookie);
      return { status: 200, body: { staff: staff && me(staff, cookie) } };
    }),
  );
  routes.post(
    "/v1/admin/sign-out",
    forStaff(world, "STAFF", async (_staff, request, response) => {
      await world.identityStore.endStaffSession(sha256(readCookie(request.headers.cookie, STAFF_COOKIE) ?? ""));
      response.clearCookie(STAFF_COOKIE, { httpOnly: true, secure: true, sameSite: "lax", path: "/" });
      return { status: 204 };
    }),
  );
  routes.get(
    "/v1/admin/me",
    forStaff(world, "STAFF", async (staff, request) => {
      const cookie = staff.by.kind === "cookie" ? readCookie(request.headers.cookie, STAFF_COOKIE) : null;
      return { status: 200, body: me(staff, cookie) };
    }),
  );

  routes.post(
    "/v1/admin/invitations",
    forStaff(world, "STAFF", async (staff, request) => ({
      status: 201,
      body: await createInvitation(world, staff.userId, parse(CreateInvitation, request.body)),
    })),
  );
  routes.get(
    "/v1/admin/invitations",
    forStaff(world, "STAFF", async (_staff, request) => {
      const query = parse(InvitationQuery, request.query);
      const limit = query.limit ?? PAGE;
      const { scenario = null, site = null } = query;
      const ids = scenario === null && site === null ? NO_IDS : await invitations.idsFor(scenario, site);
      // Of what is not there nothing can be.
      if ((scenario !== null && ids.scenarioId === null) || (site !== null && ids.siteId === null))
        return { status: 200, body: { items: [], cursor: null } };
      const rows = await invitations.invitations({
        ...ids,
        state: query.state ?? null,
        q: query.q ?? null,
        cohort: query.cohort ?? null,
        preset: query.preset ?? null,
        after: readPlace(query.cursor),
        limit: limit + 1,
      });
      const shown = rows.slice(0, limit);
      const last = shown.at(-1);
      return {
        status: 200,
        body: {
          items: await staffInvitations(world, shown),
          cursor: rows.length > limit && last ? placeAfter(last) : null,
        },
      };
    }),
  );
  routes.get(
    "/v1/admin/invitations/:id",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await withLink(world, await invitationAt(request.params["id"])),
    })),
  );
  routes.patch(
    "/v1/admin/invitations/:id",
    forStaff(world, "STAFF", async (staff, request) => {
      const row = await invitationAt(request.params["id"]);
      const change = parse(ChangeInvitation, request.body);
      if (change.email && row.claimMode === "SHARED")
        throw new Problem("invalid", "A group's link is not one person's: it has no address.", {
          errors: [{ pointer: "/email", detail: "only a SINGLE invitation has one" }],
        });
      const outcome = await invitations.changeInvitation(
        row.id,
        {
          ...(change.expiresAt ? { expiresAt: change.expiresAt } : {}),
          ...(change.quotaTokens ? { quotaTokens: change.quotaTokens } : {}),
          ...(change.label === undefined ? {} : { label: change.label }),
          ...(change.cohort === undefined ? {} : { cohort: change.cohort }),
          ...(change.externalRef === undefined ? {} : { externalRef: change.externalRef }),
          ...(change.email === undefined ? {} : { email: change.email && normaliseContact("email", change.email) }),
        },
        staff.userId,
      );
      if (typeof outcome === "object") throw referenceTaken(change, outcome.referenceOf);
      if (outcome === "too-few-tokens")
        throw new Problem("invalid", "The quota cannot be less than what is used and reserved.", {
          errors: [{ pointer: "/quotaTokens", detail: "below used + reserved" }],
        });
      if (change.quotaTokens) await tellInviteeQuota(world, row.id);
      if (change.expiresAt) await tellInviteeExpiry(world, row.id);
      return { status: 200, body: await withLink(world, await invitationAt(row.id)) };
    }),
  );
  routes.post(
    "/v1/admin/invitations/:id/revoke",
    forStaff(world, "STAFF", async (staff, request) => {
      const row = await invitationAt(request.params["id"]);
      await invitations.revokeInvitation(row.id, staff.userId);
      await tellInviteeRevoked(world, row.id);
      return { status: 200, body: await withLink(world, await invitationAt(row.id)) };
    }),
  );
  routes.post(
    "/v1/admin/invitations/:id/reissue",
    forStaff(world, "STAFF", async (staff, request) => {
      const row = await invitationAt(request.params["id"]);
      await invitations.reissueInvitation(
        row.id,
        (version) => hashToken(deriveInvitationToken(world.keys.invitation, row.id, version)),
        staff.userId,
      );
      return { status: 200, body: await withLink(world, await invitationAt(row.id)) };
    }),
  );

  routes.get(
    "/v1/admin/sessions",
    forStaff(world, "STAFF", async (_staff, request) => {
      const query = parse(SessionQuery, request.query);
      const before = query.cursor === undefined ? null : integerId(query.cursor);
      const { scenario = null } = query;
      const { scenarioId } = scenario === null ? NO_IDS : await invitations.idsFor(scenario, null);
      if (scenario !== null && scenarioId === null) return { status: 200, body: { items: [], cursor: null } };
      const rows = await sessions.sessions({
        invitationId: query.invitationId ?? null,
        status: query.status ?? null,
        live: query.live === "true",
        scenarioId,
        cohort: query.cohort || null,
        q: query.q || null,
        before,
        limit: PAGE + 1,
      });
      const shown = rows.slice(0, PAGE);
      return {
        status: 200,
        body: { items: shown.map(staffSession), cursor: rows.length > PAGE ? String(shown.at(-1)?.id) : null },
      };
    }),
  );
  const sessionAt = async (id: unknown) => {
    const row = await sessions.session(integerId(id));
    if (!row) throw new Problem("not-found", "There is no such session.");
    return row;
  };
  routes.get(
    "/v1/admin/sessions/:id",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await staffSessionDetail(world, await sessionAt(request.params["id"])),
    })),
  );
  return routes;
};
