import express, { type Request, type RequestHandler, type Response } from "express";
import type { AppContext } from "../app-context.ts";
import { authenticateInvitee, authenticateStaff, type Invitee, type Staff } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { assertSiteOrigin } from "./origins.ts";

type Answer = { status: number; body?: unknown } | undefined;

const BODY_LIMIT = "32kb";
const parseJson = express.json({ limit: BODY_LIMIT, type: ["application/json", "application/*+json"] });
const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
/** A body of another type is refused, not taken for none: where one may be left out, it would mean something else. */
const readBody = (request: Request, response: Response): Promise<void> =>
  new Promise((resolve, reject) =>
    parseJson(request, response, (error?: unknown) => {
      if (error) reject(error);
      else if (request.body === undefined && hasBody(request))
        reject(new Problem("bad-json", "Send the body as JSON, with Content-Type: application/json."));
      else resolve();
    }),
  );

/** Sends what a handler returns; nothing where it has answered itself (a stream). */
const send =
  (handle: (request: Request, response: Response) => Promise<Answer>): RequestHandler =>
  async (request, response) => {
    const result = await handle(request, response);
    if (result === undefined) return;
    response.setHeader("Cache-Control", "no-store");
    if (result.body === undefined) response.status(result.status).end();
    else response.status(result.status).json(result.body);
  };

/** For anyone. */
export const answer = (handle: (request: Request, response: Response) => Promise<Answer>): RequestHandler =>
  send(async (request, response) => {
    await readBody(request, response);
    return handle(request, response);
  });

/** For an invitee: access token, then the origin of the invitation's own site. */
export const forInvitee = (
  world: AppContext,
  handle: (invitee: Invitee, request: Request, response: Response) => Promise<Answer>,
): RequestHandler =>
  send(async (request, response) => {
    const invitee = await authenticateInvitee(world, request.headers.authorization);
    await assertSiteOrigin(world, request.headers.origin, invitee.siteId);
    await readBody(request, response);
    return handle(invitee, request, response);
  });

export const STAFF_COOKIE = "__Host-sidecoach-staff";
export const readCookie = (header: string | undefined, name: string): string | null => {
  for (const part of (header ?? "").split(";")) {
    const [key, ...value] = part.trim().split("=");
    if (key === name) return value.join("=");
  }
  return null;
};

/** For staff: an API key, or the console's cookie with its own header (a foreign page cannot send that without a preflight). */
export const forStaff = (
  world: AppContext,
  least: "STAFF" | "ADMIN",
  handle: (staff: Staff, request: Request, response: Response) => Promise<Answer>,
): RequestHandler =>
  send(async (request, response) => {
    const cookie = readCookie(request.headers.cookie, STAFF_COOKIE);
    const isRead = request.method === "GET" || request.method === "HEAD";
    const fromConsole = isRead || request.headers["x-sidecoach-console"] !== undefined;
    const staff = await authenticateStaff(
      world,
      { header: request.headers.authorization, cookie: fromConsole ? cookie : null },
      least,
    );
    await readBody(request, response);
    return handle(staff, request, response);
  });
