import { type Request, Router } from "express";
import type { z } from "zod";
import type { AppContext } from "../app-context.ts";
import { addressOf } from "../http/address-of.ts";
import { assertSiteOrigin } from "../http/origins.ts";
import { parse, textId } from "../http/parse-request.ts";
import { answer, forInvitee, forStaff } from "../http/route.ts";
import { findInvitation } from "../invitations/find-invitation.ts";
import { Problem } from "../problem.ts";
import {
  ChangeConsent,
  Confirmation,
  ConsentByLink,
  ErasureByLink,
  RightsByLink,
  TranscriptRequest,
} from "../protocol/rights.ts";
import { changeConsent, readConsent } from "./change-consent.ts";
import { erasePerson } from "./erase-person.ts";
import { findSubject, previewRights, theirs } from "./find-subject.ts";
import { transcriptDocument } from "./transcript-document.ts";
import { redeemTranscriptTicket, transcriptLink } from "./transcript-ticket.ts";

/** What people may do with what is theirs: by their sign-in, or, without one, by their invitation's link. */
export const rightsRoutes = (world: AppContext): Router => {
  const routes = Router();
  // Also for whom the site no longer lets in: what a site asks of those who talk takes nobody's rights away.
  const forTheirs = (handle: Parameters<typeof forInvitee>[1]) => forInvitee(world, handle, { unknown: "allowed" });
  routes.get(
    "/v1/me/consent",
    forTheirs(async (invitee) => ({ status: 200, body: await readConsent(world, invitee) })),
  );
  routes.patch(
    "/v1/me/consent",
    forTheirs(async (invitee, request) => {
      const { research } = parse(ChangeConsent, request.body);
      return { status: 200, body: await changeConsent(world, invitee, research) };
    }),
  );
  routes.get(
    "/v1/me/transcript",
    forTheirs(async (invitee, _request, response) => {
      response.setHeader("Content-Disposition", 'attachment; filename="transcript.json"');
      return { status: 200, body: await transcriptDocument(world, invitee) };
    }),
  );
  routes.post(
    "/v1/me/transcript-link",
    forTheirs(async (invitee) => ({ status: 201, body: transcriptLink(world, invitee) })),
  );
  routes.post(
    "/v1/me/erasure",
    forTheirs(async (invitee, request) => {
      parse(Confirmation, request.body);
      return { status: 200, body: await erasePerson(world, invitee.userId) };
    }),
  );

  /** By the link: counted as a claim is, and from the invitation's own site or our own page only. */
  const byLink = async <T extends { token: string }>(request: Request, schema: z.ZodType<T>): Promise<T> => {
    await world.limits.claim(`rights ${addressOf(request)}`);
    const body = parse(schema, request.body);
    const { origin } = request.headers;
    if (origin !== undefined) await assertSiteOrigin(world, origin, (await findInvitation(world, body.token)).siteId);
    return body;
  };
  routes.post(
    "/v1/rights/preview",
    answer(async (request) => ({ status: 200, body: await previewRights(world, await byLink(request, RightsByLink)) })),
  );
  routes.post(
    "/v1/rights/consent",
    answer(async (request) => {
      const body = await byLink(request, ConsentByLink);
      return { status: 200, body: await changeConsent(world, await theirs(world, body), body.research) };
    }),
  );
  routes.post(
    "/v1/rights/transcript",
    answer(async (request) => {
      const body = parse(TranscriptRequest, request.body);
      if ("ticket" in body) {
        await world.limits.claim(`rights ${addressOf(request)}`);
        return { status: 200, body: await transcriptDocument(world, await redeemTranscriptTicket(world, body.ticket)) };
      }
      const link = await byLink(request, RightsByLink);
      return { status: 200, body: await transcriptDocument(world, await theirs(world, link)) };
    }),
  );
  routes.post(
    "/v1/rights/erasure",
    answer(async (request) => {
      const body = await byLink(request, ErasureByLink);
      // Asked once more, it is done already.
      if ((await findSubject(world, body)).state === "nothing") return { status: 200, body: { status: "nothing" } };
      return { status: 200, body: await erasePerson(world, (await theirs(world, body)).userId) };
    }),
  );

  // On request: of whoever cannot do it themselves.
  routes.post(
    "/v1/admin/users/:id/erasure",
    forStaff(world, "ADMIN", async (staff, request) => {
      const row = await world.userStore.user(textId(request.params["id"]));
      if (!row) throw new Problem("not-found", "There is no such person.");
      parse(Confirmation, request.body);
      return { status: 200, body: await erasePerson(world, row.id, { actorId: staff.userId }) };
    }),
  );
  return routes;
};
