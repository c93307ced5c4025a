import { type Request, type Response, Router } from "express";
import type { AppContext } from "../app-context.ts";
import { integerId, parse, textId } from "../http/parse-request.ts";
import { forInvitee } from "../http/route.ts";
import { sendEventStream } from "../http/send-event-stream.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { scenariosOf } from "../invitations/invitation-view.ts";
import { Problem } from "../problem.ts";
import {
  ChangeSession,
  IdempotencyKey,
  MarkSeen,
  SendMessage,
  StartSession,
  StopExchange,
} from "../protocol/conversation.ts";
import { changeSession } from "./change-session.ts";
import { commentAtEnd } from "./comment-at-end.ts";
import { scenarioView, sessionSummary } from "./session-summary.ts";
import { readExchange, readSession } from "./read-session.ts";
import { isCursor } from "./session-log.ts";
import { sessionView } from "./session-view.ts";
import { assertWritable, openSession, retryExchange, startExchange, type StartedExchange } from "./start-exchange.ts";
import { startSession } from "./start-session.ts";
import { stopExchange } from "./stop-exchange.ts";

const keyOf = (request: Request): string => {
  const key = IdempotencyKey.safeParse(request.headers["idempotency-key"]);
  if (!key.success)
    throw new Problem("invalid", "Send an Idempotency-Key header: a UUID, new for each message.", {
      errors: [{ pointer: "/headers/idempotency-key", detail: "must be a UUID" }],
    });
  return key.data.toLowerCase();
};
const cursorOf = (request: Request): string | null => {
  const cursor = request.headers["last-event-id"];
  if (cursor === undefined || cursor === "") return null;
  if (typeof cursor !== "string" || !isCursor(cursor))
    throw new Problem("invalid", "Last-Event-ID is not one of ours.", {
      errors: [{ pointer: "/headers/last-event-id", detail: "must be an id of this stream" }],
    });
  return cursor;
};

export const conversationRoutes = (world: AppContext): Router => {
  const routes = Router();

  routes.get(
    "/v1/scenarios",
    forInvitee(world, async (invitee) => {
      const invitation = await world.invitationStore.byId(invitee.invitationId);
      const versions = invitation ? await scenariosOf(world, invitation) : [];
      return { status: 200, body: { items: versions.map(scenarioView), cursor: null } };
    }),
  );

  routes.post(
    "/v1/sessions",
    forInvitee(world, async (invitee, request) => {
      await world.limits.exchange(`sessions ${invitee.userId}`);
      const { session, created } = await startSession(world, invitee, parse(StartSession, request.body ?? {}));
      return { status: created ? 201 : 200, body: await sessionView(world, session) };
    }),
  );
  routes.get(
    "/v1/sessions",
    forInvitee(world, async (invitee) => {
      const sessions = await world.conversationStore.sessionsOf(invitee);
      const items = await Promise.all(
        sessions.map(async (session) =>
          sessionSummary(session, await world.conversationStore.version(session.scenarioVersionId)),
        ),
      );
      return { status: 200, body: { items, cursor: null } };
    }),
  );
  routes.get(
    "/v1/sessions/:id",
    forInvitee(world, async (invitee, request) => ({
      status: 200,
      body: await sessionView(world, await openSession(world, invitee, integerId(request.params["id"]))),
    })),
  );
  routes.patch(
    "/v1/sessions/:id",
    forInvitee(world, async (invitee, request) => {
      const session = await openSession(world, invitee, integerId(request.params["id"]));
      const { status } = parse(ChangeSession, request.body);
      if (status === "ACTIVE") assertWritable(session);
      const changed = await changeSession(world, session, status);
      if (changed && status === "COMPLETED") await commentAtEnd(world, session);
      return { status: 200, body: await sessionView(world, await openSession(world, invitee, session.id)) };
    }),
  );
  routes.post(
    "/v1/sessions/:id/seen",
    forInvitee(world, async (invitee, request) => {
      const session = await openSession(world, invitee, integerId(request.params["id"]));
      await world.exchangeStore.markSeen(session.id, parse(MarkSeen, request.body).messageIds);
      return { status: 204 };
    }),
  );

  /** Starts an exchange and tells it: as a stream, or as 202 where JSON is asked for. A refused stream starts nothing. */
  const tell = async (
    invitee: Invitee,
    request: Request,
    response: Response,
    start: () => Promise<StartedExchange>,
  ) => {
    if (request.accepts(["text/event-stream", "application/json"]) === "application/json") {
      const { exchangeId, number, attempt } = await start();
      return { status: 202, body: { exchangeId, number, attempt } };
    }
    await countedStream(world, invitee, async () => {
      const { exchangeId, attempt, sessionId } = await start();
      const session = await openSession(world, invitee, sessionId);
      await sendEventStream(
        request,
        response,
        (signal) => readExchange(world, session, exchangeId, attempt, signal),
        null,
      );
    });
    return undefined;
  };
  routes.post(
    "/v1/sessions/:id/exchanges",
    forInvitee(world, async (invitee, request, response) => {
      const sessionId = integerId(request.params["id"]);
      await openSession(world, invitee, sessionId);
      const key = keyOf(request);
      const { content } = parse(SendMessage, request.body);
      await world.limits.exchange(invitee.userId);
      return tell(invitee, request, response, () => startExchange(world, invitee, sessionId, key, content));
    }),
  );
  routes.post(
    "/v1/exchanges/:id/retry",
    forInvitee(world, async (invitee, request, response) => {
      await world.limits.exchange(invitee.userId);
      return tell(invitee, request, response, () => retryExchange(world, invitee, textId(request.params["id"])));
    }),
  );
  routes.post(
    "/v1/exchanges/:id/stop",
    forInvitee(world, async (invitee, request) => {
      await stopExchange(world, invitee, textId(request.params["id"]), parse(StopExchange, request.body ?? {}).lane);
      return { status: 202 };
    }),
  );

  routes.get(
    "/v1/sessions/:id/events",
    forInvitee(world, async (invitee, request, response) => {
      const session = await openSession(world, invitee, integerId(request.params["id"]));
      const cursor = cursorOf(request);
      await countedStream(world, invitee, () =>
        sendEventStream(request, response, (signal) => readSession(world, session, cursor, signal)),
      );
      return undefined;
    }),
  );
  return routes;
};

const countedStream = async (world: AppContext, invitee: Invitee, send: () => Promise<void>): Promise<void> => {
  const leave = world.streams.enter(invitee.userId);
  try {
    await send();
  } finally {
    leave();
  }
};
