import type { RequestHandler, Response } from "express";
import cors from "cors";
import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";

const quoted = (text: string): string => `'${text.replaceAll("'", String.raw`'\''`)}'`;
/**
 * The command that lets an origin in: printed where it was refused, so that an engineer can copy it into a shell. A browser's
 * origin may hold what a shell would run.
 * @param site the key that the page embeds; another is left out, and the command lists those there are
 */
export const allowCommand = (origin: string, site = ""): string =>
  `npm run sidecoach -- site allow ${/^[\w.:/[\]-]+$/.test(origin) ? origin : quoted(origin)}${/^\w[\w-]{0,63}$/.test(site) ? ` --site ${site}` : ""}`;

const refuse = (origin: string) =>
  new Problem(
    "origin-not-allowed",
    `The origin ${origin} may not use this API. Let it in with: ${allowCommand(origin)}`,
  );

const FOREIGN = "foreignOrigin";
/**
 * Refuses a page that is of no site: after who asks (401), before what they ask. Every route of /v1 goes through one of the
 * wrappers that call it. @throws Problem origin-not-allowed
 */
export const assertKnownOrigin = ({ locals }: Response): void => {
  const origin: unknown = locals[FOREIGN];
  if (typeof origin === "string") throw refuse(origin);
};

/**
 * Marks a foreign origin, to be refused by `assertKnownOrigin` (the cors package would only leave its headers out), and
 * sets the headers for an exact one. A missing Origin is accepted: no browser page sent it.
 */
export const guardOrigin = (world: Pick<AppContext, "origins" | "ownOrigins">): RequestHandler => {
  const headers = cors({
    origin: true,
    methods: ["GET", "POST", "PATCH", "DELETE"],
    allowedHeaders: ["Authorization", "Content-Type", "Idempotency-Key", "Last-Event-ID", "Accept"],
    exposedHeaders: ["Retry-After", "X-Request-Id"],
    maxAge: 600,
    credentials: false,
  });
  return async (request, response, next) => {
    const origin = request.headers.origin;
    response.vary("Origin");
    if (origin === undefined || world.ownOrigins().includes(origin)) {
      next();
      return;
    }
    if (await world.origins.allows(origin, null)) {
      headers(request, response, next);
      return;
    }
    response.locals[FOREIGN] = origin;
    // A preflight asks nothing but this.
    if (request.method === "OPTIONS") assertKnownOrigin(response);
    next();
  };
};

/** After sign-in: the origin must be one of the invitation's own site. @throws Problem origin-not-allowed */
export const assertSiteOrigin = async (
  world: Pick<AppContext, "origins" | "ownOrigins">,
  origin: string | undefined,
  siteId: string | null,
): Promise<void> => {
  if (origin === undefined || siteId === null || world.ownOrigins().includes(origin)) return;
  if (!(await world.origins.allows(origin, siteId))) throw refuse(origin);
};
