import express, { type Request, type Response, Router } from "express";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";
import { parse, textId } from "../http/parse-request.ts";
import { forStaff } from "../http/route.ts";
import { Problem } from "../problem.ts";
import {
  BulkInvite,
  BulkOptions,
  ChangeMailTemplate,
  InvitationAct,
  LinksRequest,
  MailKind,
  MailPreviewRequest,
} from "../protocol/bulk-invitations.ts";
import { safeText } from "../protocol/ids.ts";
import { actOnInvitations } from "./act-on-invitations.ts";
import { bulkInvite } from "./bulk-invite.ts";
import { invitationLinks, linksAsCsv } from "./invitation-links.ts";
import { MAIL_WORDS } from "./invitation-mail-words.ts";
import { mailOf, previewMails } from "./preview-mails.ts";
import { columnOf, type RawRow, readInvitationCsv } from "./read-invitation-csv.ts";

/** Thousands of rows, or ids, are larger than what is said in a conversation. */
const UPLOAD_LIMIT = "2mb";
const IDS_LIMIT = "256kb";
const COHORTS = 200;
const read =
  (handler: express.RequestHandler) =>
  (request: Request, response: Response): Promise<void> =>
    new Promise((resolve, reject) =>
      handler(request, response, (error?: unknown) => (error ? reject(error) : resolve())),
    );
const readJson = (limit: string) => read(express.json({ limit, type: ["application/json", "application/*+json"] }));
const readCsv = read(express.text({ limit: UPLOAD_LIMIT, type: "text/csv" }));
const assertRead = (request: Request, wanted: string): void => {
  if (request.body === undefined) throw new Problem("bad-json", `Send the body as ${wanted}.`);
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const rowsOf = (rows: readonly unknown[]): RawRow[] =>
  rows.map((fields, place) => ({
    row: place + 1,
    fields: isRecord(fields) ? fields : {},
    errors: isRecord(fields) ? [] : [{ column: null, detail: "is no object. Write it as for one invitation." }],
  }));

/** Invitations by the many: uploads, acts on chosen ones, their links, their mails. */
export const manyInvitationRoutes = (world: AppContext): Router => {
  const routes = Router();

  routes.post(
    "/v1/admin/invitations/bulk",
    forStaff(
      world,
      "STAFF",
      async (staff, request, response) => {
        await readJson(UPLOAD_LIMIT)(request, response);
        if (request.body === undefined) await readCsv(request, response);
        assertRead(request, "text/csv, or as JSON with Content-Type: application/json");
        const asked: { rows: RawRow[]; options: BulkOptions; names: (field: string) => string } =
          typeof request.body === "string"
            ? {
                rows: readInvitationCsv(request.body).rows,
                options: parse(BulkOptions, request.query),
                names: columnOf,
              }
            : ((body: BulkInvite) =>
                body.csv === undefined
                  ? { rows: rowsOf(body.rows ?? []), options: body, names: (field: string) => field }
                  : { rows: readInvitationCsv(body.csv).rows, options: body, names: columnOf })(
                parse(
                  BulkInvite,
                  Array.isArray(request.body) ? { ...request.query, rows: request.body } : request.body,
                ),
              );
        const body = await bulkInvite(world, staff.userId, asked.rows, asked.options, asked.names);
        return { status: body.counts.made > 0 ? 201 : 200, body };
      },
      { body: "its own" },
    ),
  );
  routes.post(
    "/v1/admin/invitations/acts",
    forStaff(
      world,
      "STAFF",
      async (staff, request, response) => {
        await readJson(IDS_LIMIT)(request, response);
        assertRead(request, "JSON, with Content-Type: application/json");
        return { status: 200, body: await actOnInvitations(world, staff.userId, parse(InvitationAct, request.body)) };
      },
      { body: "its own" },
    ),
  );
  routes.post(
    "/v1/admin/invitations/mail-preview",
    forStaff(
      world,
      "STAFF",
      async (_staff, request, response) => {
        await readJson(IDS_LIMIT)(request, response);
        assertRead(request, "JSON, with Content-Type: application/json");
        return { status: 200, body: await previewMails(world, parse(MailPreviewRequest, request.body)) };
      },
      { body: "its own" },
    ),
  );
  routes.post(
    "/v1/admin/invitations/links",
    forStaff(
      world,
      "STAFF",
      async (staff, request, response) => {
        await readJson(IDS_LIMIT)(request, response);
        assertRead(request, "JSON, with Content-Type: application/json");
        const items = await invitationLinks(world, staff.userId, parse(LinksRequest, request.body).ids);
        if (request.accepts(["application/json", "text/csv"]) !== "text/csv") return { status: 200, body: { items } };
        response.setHeader("Cache-Control", "no-store");
        response.attachment("invitations.csv").type("text/csv; charset=utf-8").send(linksAsCsv(items));
        return undefined;
      },
      { body: "its own" },
    ),
  );
  routes.get(
    "/v1/admin/cohorts",
    forStaff(world, "STAFF", async (_staff, request) => {
      const { cursor } = parse(z.object({ cursor: safeText.max(100).optional() }), request.query);
      const names = await world.invitationActStore.cohorts(cursor ?? null, COHORTS + 1);
      const items = names.slice(0, COHORTS).map((name) => ({ name }));
      return { status: 200, body: { items, cursor: names.length > COHORTS ? (items.at(-1)?.name ?? null) : null } };
    }),
  );

  const siteAt = async (id: unknown) => {
    const site = (await world.siteStore.sites()).find((one) => one.id === textId(id));
    if (!site) throw new Problem("not-found", "There is no such site.");
    return site;
  };
  const templates = async (siteId: string) => {
    const own = await world.invitationMailStore.templates(siteId);
    return {
      items: MailKind.options.map((kind) => ({ kind, ...(own.get(kind) ?? MAIL_WORDS[kind]), changed: own.has(kind) })),
      mail: mailOf(world),
    };
  };
  routes.get(
    "/v1/admin/sites/:id/mail",
    forStaff(world, "STAFF", async (_staff, request) => ({
      status: 200,
      body: await templates((await siteAt(request.params["id"])).id),
    })),
  );
  routes.patch(
    "/v1/admin/sites/:id/mail/:kind",
    forStaff(world, "STAFF", async (staff, request) => {
      const site = await siteAt(request.params["id"]);
      const kind = MailKind.safeParse(request.params["kind"]);
      if (!kind.success) throw new Problem("not-found", "There is no such mail.");
      const { template } = parse(ChangeMailTemplate, request.body);
      await world.invitationMailStore.setTemplate(site.id, kind.data, template, staff.userId);
      return { status: 200, body: await templates(site.id) };
    }),
  );
  return routes;
};
