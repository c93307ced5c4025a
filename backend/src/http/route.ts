import { timingSafeEqual } from "node:crypto";
import express, { type Request, type RequestHandler, type Response } from "express";
import type { AppContext } from "../app-context.ts";
import { authenticateInvitee, authenticateStaff, type Invitee, type Staff } from "../identity/authenticate.ts";
import { csrfTokenOf } from "../identity/sign-in-staff.ts";
import { Problem } from "../problem.ts";
import { assertKnownOrigin, assertSiteOrigin } from "./origins.ts";

type Answer = { status: number; body?: unknown } | undefined;

const parseJsonUpTo = (limit: string) => express.json({ limit, type: ["application/json", "application/*+json"] });
/** `long`: all that staff write of a scenario at once, in letters of three bytes. */
const PARSERS = { JSON: parseJsonUpTo("32kb"), "long JSON": parseJsonUpTo("128kb") };
const hasBody = ({ headers }: Request): boolean =>
  headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
/** A body of another type is refused, not taken for none: where one may be left out, it would mean something else. */
const readBody = (request: Request, response: Response, length: keyof typeof PARSERS = "JSON"): Promise<void> =>
  new Promise((resolve, reject) =>
    PARSERS[length](request, response, (error?: unknown) => {
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
    assertKnownOrigin(response);
    await readBody(request, response);
    return handle(request, response);
  });

/** For an invitee: access token, then the origin of the invitation's own site, then how much they ask. */
export const forInvitee = (
  world: AppContext,
  handle: (invitee: Invitee, request: Request, response: Response) => Promise<Answer>,
  {
    unknown = "refused",
    body = "JSON",
  }: {
    unknown?: "allowed" | "refused";
    /** `its own`: the handler reads it, once it knows that it wants it */
    body?: "JSON" | "its own";
  } = {},
): RequestHandler =>
  send(async (request, response) => {
    const invitee = await authenticateInvitee(world, request.headers.authorization, unknown);
    assertKnownOrigin(response);
    await assertSiteOrigin(world, request.headers.origin, invitee.siteId);
    await world.limits.userRequest(invitee.userId);
    if (body === "JSON") await readBody(request, response);
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

const isRead = ({ method }: Request): boolean => method === "GET" || method === "HEAD";
const equal = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

/**
 * A browser sends the cookie by itself: what it asks has to come from this server's own pages, and a write has to carry what only
 * those can read. @throws Problem origin-not-allowed, csrf-token
 */
const assertFromConsole = (world: AppContext, request: Request, cookie: string): void => {
  const { origin } = request.headers;
  if (origin !== undefined && !world.ownOrigins().includes(origin))
    throw new Problem("origin-not-allowed", "The console's sign-in works from the console alone.");
  const token = request.headers["x-csrf-token"];
  if (!isRead(request) && !equal(typeof token === "string" ? token : "", csrfTokenOf(world, cookie)))
    throw new Problem("csrf-token", "A write by cookie needs the header X-CSRF-Token: GET /v1/admin/me says it.");
};

/** For staff: an API key, or the console's cookie. Then its role, its scope, and where it comes from. */
export const forStaff = (
  world: AppContext,
  least: "STAFF" | "ADMIN",
  handle: (staff: Staff, request: Request, response: Response) => Promise<Answer>,
  {
    body = "JSON",
  }: {
    /** `its own`: the handler reads it, since it may be larger, or of another type */
    body?: keyof typeof PARSERS | "its own";
  } = {},
): RequestHandler =>
  send(async (request, response) => {
    const cookie = readCookie(request.headers.cookie, STAFF_COOKIE);
    const credentials = { header: request.headers.authorization, cookie };
    const staff = await authenticateStaff(world, credentials, least, request.path);
    assertKnownOrigin(response);
    if (staff.by.kind === "cookie") assertFromConsole(world, request, cookie ?? "");
    if (body !== "its own") await readBody(request, response, body);
    return handle(staff, request, response);
  });
