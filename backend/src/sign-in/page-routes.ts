import express, { type Request, type RequestHandler, type Response, Router } from "express";
import { z } from "zod";
import type { AppContext } from "../app-context.ts";
import { addressOf } from "../http/address-of.ts";
import { assertKnownOrigin } from "../http/origins.ts";
import { parse, textId } from "../http/parse-request.ts";
import { answer, forStaff, readCookie, STAFF_COOKIE } from "../http/route.ts";
import { STAFF_HOURS } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import { comeBack, keepOutcome, type Return } from "./come-back.ts";
import { type Departure, departFor, openPopup } from "./go-to-provider.ts";
import { donePage, failedPage, failureText, PAGE_HEADERS, popupPage } from "./pages.ts";
import { returnCodeOf } from "./sign-in-keys.ts";
import { arriveAtConsole, departFromConsole } from "./sign-in-to-console.ts";
import type { SignInRow } from "./sign-in-store.ts";
import { stateCookieName, stateCookieOptions } from "./state-cookie.ts";

/**
 * This server as the browser that asks calls it. Without PUBLIC_URL that may be localhost (the console) as well as 127.0.0.1, and
 * the cookies of one are not the other's: who left one comes back to it. Nobody else's word for a host is taken.
 */
const calledBy = (world: AppContext, { headers }: Request): string => {
  const called = `${new URL(world.publicUrl()).protocol}//${headers.host ?? ""}`;
  return world.ownOrigins().includes(called) ? called : world.publicUrl();
};

const Intent = z.strictObject({ intent: z.string().max(100) });
/** An answer of a provider is short: codes of a few kB at most, and a name. */
const readForm = express.urlencoded({ extended: false, limit: "32kb", parameterLimit: 20 });

/** Binds the browser to its sign-in, just before it leaves. */
const bindBrowser = (world: AppContext, response: Response, { id, state, provider }: Departure): void => {
  const isHttps = world.publicUrl().startsWith("https:");
  const { formPost } = provider;
  response.cookie(stateCookieName({ id, isHttps }), state, stateCookieOptions({ formPost, isHttps }));
};

const sendPage = (response: Response, status: number, html: string): void => {
  response.set(PAGE_HEADERS).status(status).type("html").send(html);
};
/** What goes wrong on a page that a person looks at is said to them, not in JSON. */
const forPerson =
  (world: AppContext, handle: (request: Request, response: Response) => Promise<void>): RequestHandler =>
  async (request, response) => {
    try {
      assertKnownOrigin(response);
      await world.limits.request(`sign-in page ${addressOf(request)}`);
      await handle(request, response);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      request.log.info({ code: error.code }, error.title);
      if (error.retryAfter !== undefined) response.setHeader("Retry-After", String(error.retryAfter));
      sendPage(response, error.status, failedPage(error.message));
    }
  };

/** To the provider at once, in place of the page that asked. */
const leave = (world: AppContext, response: Response, departure: Departure): void => {
  bindBrowser(world, response, departure);
  response.set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" }).redirect(303, departure.url.href);
};

/** Back to the registered page. The code stands in the fragment: it reaches the page, and no server's log. */
const returnAddress = (row: SignInRow, code: string | null): string => {
  const url = new URL(row.returnUrl ?? "");
  url.hash = `sign-in=${row.id}${code === null ? "" : `.${code}`}`;
  return url.href;
};

const arrive = async (world: AppContext, request: Request, response: Response, back: Return): Promise<void> => {
  const { row } = back;
  if (row.purpose === "link-redirect") {
    if ("person" in back) await keepOutcome(world, row, back.person);
    const code = "person" in back ? returnCodeOf(world, row.id) : null;
    response.set({ "Cache-Control": "no-store", "Referrer-Policy": "no-referrer" });
    response.redirect(303, returnAddress(row, code));
    return;
  }
  const toConsole = row.purpose === "staff";
  if ("problemCode" in back) return sendPage(response, 400, failedPage(failureText(back.problemCode), { toConsole }));
  if (row.purpose === "link-popup") {
    await keepOutcome(world, row, back.person);
    return sendPage(response, 200, donePage());
  }
  try {
    const cookie = await arriveAtConsole(world, row, back.person, readCookie(request.headers.cookie, STAFF_COOKIE));
    if (cookie !== null)
      response.cookie(STAFF_COOKIE, cookie, {
        httpOnly: true,
        secure: true,
        sameSite: "lax",
        path: "/",
        maxAge: STAFF_HOURS * 3_600_000,
      });
    response.set("Cache-Control", "no-store").redirect(303, "/admin");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await world.signInStore.complete(row.id, { problemCode: error.code });
    sendPage(response, error.status, failedPage(error.message, { toConsole }));
  }
};

/** The pages between a host page and a provider, on this server's own origin. */
export const signInPageRoutes = (world: AppContext): Router => {
  const routes = Router();
  const isHttps = () => world.publicUrl().startsWith("https:");

  const handleReturn = (read: (request: Request) => URLSearchParams) =>
    forPerson(world, async (request, response) => {
      const providerId = textId(request.params["provider"]);
      const nameOf = (row: SignInRow) => stateCookieName({ id: row.id, isHttps: isHttps() });
      const cookieOf = (row: SignInRow) => readCookie(request.headers.cookie, nameOf(row));
      const back = await comeBack(world, providerId, read(request), cookieOf, calledBy(world, request));
      const formPost = world.providers.find(providerId)?.formPost ?? false;
      const { maxAge: _, ...options } = stateCookieOptions({ formPost, isHttps: isHttps() });
      response.clearCookie(nameOf(back.row), options);
      await arrive(world, request, response, back);
    });
  routes.get(
    "/sign-in/callback/:provider",
    handleReturn((request) => new URL(request.originalUrl, "http://callback.invalid").searchParams),
  );
  routes.post(
    "/sign-in/callback/:provider",
    readForm,
    handleReturn((request) => new URLSearchParams(request.body as Record<string, string>)),
  );

  routes.get(
    "/sign-in/:id",
    forPerson(world, async (request, response) => {
      const row = await world.signInStore.byId(textId(request.params["id"]));
      const provider = row && world.providers.find(row.provider);
      if (!row || !provider || row.purpose === "staff" || row.expired || row.completedAt !== null)
        throw new Problem("not-found", "This sign-in is over. Begin again on the page that you came from.");
      if (row.purpose === "link-redirect")
        return leave(world, response, await departFor(world, row, calledBy(world, request)));
      sendPage(response, 200, popupPage({ id: row.id, origin: row.origin ?? "", providerName: provider.name }));
    }),
  );
  // Asked by that page alone: another one's request names its own origin, and a form cannot send JSON.
  routes.post(
    "/sign-in/:id/open",
    answer(async (request, response) => {
      await world.limits.request(`sign-in page ${addressOf(request)}`);
      const { origin } = request.headers;
      if (origin === undefined || origin !== new URL(world.publicUrl()).origin)
        throw new Problem("origin-not-allowed", "Only this server's own sign-in page may ask for this.");
      const { intent } = parse(Intent, request.body);
      const departure = await openPopup(world, textId(request.params["id"]), intent, calledBy(world, request));
      bindBrowser(world, response, departure);
      return { status: 200, body: { url: departure.url.href } };
    }),
  );

  // The console leaves by a plain link. Whoever comes back is let in only with a role that they have.
  routes.get(
    "/v1/admin/sign-in/:provider",
    forPerson(world, async (request, response) => {
      const provider = textId(request.params["provider"]);
      leave(world, response, await departFromConsole(world, provider, null, calledBy(world, request)));
    }),
  );
  // Adding an identity is a write: it is begun by the console's own script, never by a link.
  routes.post(
    "/v1/admin/sign-in/:provider",
    forStaff(world, "STAFF", async (staff, request, response) => {
      if (staff.by.kind !== "cookie") throw new Problem("use-console", "An API key has no browser to sign in with.");
      const provider = textId(request.params["provider"]);
      const departure = await departFromConsole(world, provider, staff.userId, calledBy(world, request));
      bindBrowser(world, response, departure);
      return { status: 200, body: { url: departure.url.href } };
    }),
  );
  return routes;
};
