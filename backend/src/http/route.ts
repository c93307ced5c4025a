import type { Request, RequestHandler, Response } from "express";
import type { AppContext } from "../app-context.ts";
import { authenticateInvitee, authenticateStaff, type Invitee, type Staff } from "../identity/authenticate.ts";
import { assertSiteOrigin } from "./origins.ts";

type Answer = { status: number; body?: unknown } | undefined;

/** Sends what a handler returns; nothing where it has answered itself (a stream). */
export const answer =
  (handle: (request: Request, response: Response) => Promise<Answer>): RequestHandler =>
  async (request, response) => {
    const result = await handle(request, response);
    if (result === undefined) return;
    response.setHeader("Cache-Control", "no-store");
    if (result.body === undefined) response.status(result.status).end();
    else response.status(result.status).json(result.body);
  };

/** For an invitee: access token, then the origin of the invitation's own site. */
export const forInvitee = (
  world: AppContext,
  handle: (invitee: Invitee, request: Request, response: Response) => Promise<Answer>,
): RequestHandler =>
  answer(async (request, response) => {
    const invitee = await authenticateInvitee(world, request.headers.authorization);
    await assertSiteOrigin(world, request.headers.origin, invitee.siteId);
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
  answer(async (request, response) => {
    const cookie = readCookie(request.headers.cookie, STAFF_COOKIE);
    const isRead = request.method === "GET" || request.method === "HEAD";
    const fromConsole = isRead || request.headers["x-sidecoach-console"] !== undefined;
    const staff = await authenticateStaff(
      world,
      { header: request.headers.authorization, cookie: fromConsole ? cookie : null },
      least,
    );
    return handle(staff, request, response);
  });
