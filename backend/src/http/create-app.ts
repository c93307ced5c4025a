import { randomUUID } from "node:crypto";
import express, { type Express } from "express";
import helmet from "helmet";
import { pinoHttp } from "pino-http";
import { alertRoutes } from "../administration/alert-routes.ts";
import { auditRoutes } from "../administration/audit-routes.ts";
import { manyInvitationRoutes } from "../administration/many-invitation-routes.ts";
import { codeRoutes } from "../administration/code-routes.ts";
import { inviteeRoutes } from "../administration/invitee-routes.ts";
import { journeyRoutes } from "../administration/journey-routes.ts";
import { wayOnRoutes } from "../administration/way-on-routes.ts";
import { modelCallRoutes } from "../administration/model-call-routes.ts";
import { noteRoutes } from "../administration/note-routes.ts";
import { observeRoutes } from "../administration/observe-routes.ts";
import { presetRoutes } from "../administration/preset-routes.ts";
import { administrationRoutes } from "../administration/routes.ts";
import { scenarioRoutes } from "../administration/scenario-routes.ts";
import { siteRoutes } from "../administration/site-routes.ts";
import { tryPageRoutes } from "../administration/try-page-routes.ts";
import type { AppContext } from "../app-context.ts";
import { describeError } from "../describe-error.ts";
import { contactMethodRoutes } from "../contact-methods/routes.ts";
import { conversationRoutes } from "../conversations/routes.ts";
import { keySetRoutes } from "../identity/key-set-routes.ts";
import { exportRoutes } from "../exports/routes.ts";
import { figureRoutes } from "../figures/routes.ts";
import { identityRoutes } from "../identity/routes.ts";
import { knownPeopleRoutes } from "../known-people/routes.ts";
import { invitationRoutes } from "../invitations/routes.ts";
import { mailRoutes } from "../mail/routes.ts";
import { Problem } from "../problem.ts";
import { OriginCheckQuery } from "../protocol/identity.ts";
import { recordingRoutes } from "../recordings/routes.ts";
import { rightsPageRoutes } from "../rights/page-routes.ts";
import { rightsRoutes } from "../rights/routes.ts";
import { staffRoutes } from "../staff/routes.ts";
import { signInPageRoutes } from "../sign-in/page-routes.ts";
import { signInRoutes } from "../sign-in/routes.ts";
import { systemRoutes } from "../system/routes.ts";
import { telemetryRoutes } from "../telemetry/routes.ts";
import { allowCommand, assertKnownOrigin, guardOrigin } from "./origins.ts";
import { writeProblem } from "./problem-response.ts";
import { healthRoutes } from "./health-routes.ts";
import { homeRoutes } from "./home-routes.ts";
import { openApiDocument } from "./openapi.ts";
import { parse } from "./parse-request.ts";
import { answer } from "./route.ts";
import { consoleRoutes, docsRoutes, widgetRoutes } from "./static-routes.ts";

/** Order matters: what anyone may read, then the origin's guard, then rooms (each reads its body once it knows who asks), then one mapper of errors. */
export const createApp = (world: AppContext): Express => {
  const app = express();
  app.disable("x-powered-by");
  app.set("trust proxy", world.config.trustProxy);
  app.set("query parser", "simple");
  app.use(
    pinoHttp({
      logger: world.logger,
      genReqId: (_request, response) => {
        const id = randomUUID();
        response.setHeader("X-Request-Id", id);
        return id;
      },
      // Paths hold ids, never tokens; query strings and headers stay out of the log.
      serializers: {
        req: (request: { id: unknown; method: string; url: string }) => ({
          id: request.id,
          method: request.method,
          path: request.url.split("?")[0],
        }),
        res: (response: { statusCode: number }) => ({ status: response.statusCode }),
        err: (error: { raw?: unknown }) => describeError(error.raw ?? error),
      },
      customLogLevel: (_request, response) => (response.statusCode >= 500 ? "error" : "info"),
    }),
  );
  app.use(
    helmet({
      contentSecurityPolicy: false,
      crossOriginResourcePolicy: { policy: "cross-origin" },
      strictTransportSecurity: world.config.production,
    }),
  );
  app.use((request, response, next) => {
    const stop = world.metrics.requests.startTimer();
    response.on("finish", () =>
      stop({
        route: String((request.route as { path?: unknown } | undefined)?.path ?? "other"),
        status: String(response.statusCode),
      }),
    );
    next();
  });
  app.use(healthRoutes(world));
  app.use(widgetRoutes());
  app.use(tryPageRoutes());
  app.use(consoleRoutes());
  app.use(docsRoutes());
  app.use(homeRoutes());
  app.use(rightsPageRoutes());
  app.get(
    "/openapi.json",
    answer(async () => ({ status: 200, body: openApiDocument(world.publicUrl()) })),
  );
  app.use(keySetRoutes(world));
  // Readable from anywhere, so that a page that is refused can be told what to do; it says nothing a refusal does not say.
  app.get(
    "/v1/origin-check",
    answer(async (request, response) => {
      response.setHeader("Access-Control-Allow-Origin", "*");
      const origin = request.headers.origin ?? null;
      const { site } = parse(OriginCheckQuery, request.query);
      const allowed =
        origin === null || world.ownOrigins().includes(origin) || (await world.origins.allows(origin, null));
      return {
        status: 200,
        body: { origin, allowed, command: allowed || origin === null ? null : allowCommand(origin, site) },
      };
    }),
  );
  app.use("/v1", guardOrigin(world));
  app.use(world.readers.watch);
  app.use(
    identityRoutes(world),
    invitationRoutes(world),
    knownPeopleRoutes(world),
    conversationRoutes(world),
    recordingRoutes(world),
    telemetryRoutes(world),
    contactMethodRoutes(world),
    mailRoutes(world),
    rightsRoutes(world),
    signInRoutes(world),
    signInPageRoutes(world),
    administrationRoutes(world),
    manyInvitationRoutes(world),
    scenarioRoutes(world),
    presetRoutes(world),
    siteRoutes(world),
    observeRoutes(world),
    noteRoutes(world),
    codeRoutes(world),
    inviteeRoutes(world),
    journeyRoutes(world),
    wayOnRoutes(world),
    alertRoutes(world),
    modelCallRoutes(world),
    auditRoutes(world),
    figureRoutes(world),
    exportRoutes(world),
    systemRoutes(world),
    staffRoutes(world),
  );
  app.use((request, response) => {
    assertKnownOrigin(response);
    throw new Problem("not-found", `There is no ${request.method} here.`);
  });
  app.use(writeProblem(() => `${world.publicUrl()}/docs/problems`));
  return app;
};
