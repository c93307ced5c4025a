import { type Request, type Response, Router } from "express";
import type { AppContext } from "../app-context.ts";
import type { HeldStream } from "../http/open-streams.ts";
import { integerId, parse, textId } from "../http/parse-request.ts";
import { readCursor } from "../http/read-cursor.ts";
import { forInvitee } from "../http/route.ts";
import { CLOSE_MS, sendEventStream } from "../http/send-event-stream.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { scenariosOf } from "../invitations/invitation-view.ts";
import { Problem } from "../problem.ts";
import {
  AskAside,
  ChangeSession,
  IdempotencyKey,
  MarkSeen,
  RateComment,
  SendMessage,
  StartBranch,
  StartSession,
  StopExchange,
} from "../protocol/conversation.ts";
import { changeSession } from "./change-session.ts";
import { commentAtEnd } from "./comment-at-end.ts";
import { scenarioView } from "./session-summary.ts";
import { listSessions } from "./list-sessions.ts";
import { assertWritable, openSession } from "./open-session.ts";
import { readAside, readExchange, readSession } from "./read-session.ts";
import { rateComment } from "./rate-comment.ts";
import { retryExchange } from "./retry-exchange.ts";
import type { SessionRow } from "./conversation-store.ts";
import type { LogEntry } from "./session-log.ts";
import { sessionView } from "./session-view.ts";
import { startAside } from "./start-aside.ts";
import { openExchange, startBranch, startBranchWith } from "./start-branch.ts";
import { startExchange, type StartedExchange } from "./start-exchange.ts";
import { startSession } from "./start-session.ts";
import { stopAside } from "./stop-aside.ts";
import { stopExchange } from "./stop-exchange.ts";

const keyOf = (request: Request): string => {
  const key = IdempotencyKey.safeParse(request.headers["idempotency-key"]);
  if (!key.success)
    throw new Problem("invalid", "Send an Idempotency-Key header: a UUID, new for each message.", {
      errors: [{ pointer: "/headers/idempotency-key", detail: "must be a UUID" }],
    });
  return key.data.toLowerCase();
};
/** Where a key is welcome but not needed. */
const optionalKeyOf = (request: Request): string | null =>
  request.headers["idempotency-key"] === undefined ? null : keyOf(request);
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
    forInvitee(world, async (invitee, request) => ({
      status: 200,
      body: await listSessions(world, invitee, request.query["cursor"]),
    })),
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
      if (changed && status === "COMPLETED") await world.running.starting(() => commentAtEnd(world, session));
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

  routes.post(
    "/v1/sessions/:id/feedback",
    forInvitee(world, async (invitee, request) => {
      const session = await openSession(world, invitee, integerId(request.params["id"]));
      await rateComment(world, session.id, parse(RateComment, request.body));
      return { status: 204 };
    }),
  );

  /** Starts something and tells it: as a stream, or as 202 where JSON is asked for. A refused stream starts nothing. */
  const tell = async <T extends { sessionId: number }>(
    invitee: Invitee,
    request: Request,
    response: Response,
    start: () => Promise<T>,
    accepted: (started: T) => object,
    read: (session: SessionRow, started: T, signal: AbortSignal) => AsyncIterable<LogEntry>,
    opened: SessionRow,
  ) => {
    if (request.accepts(["text/event-stream", "application/json"]) === "application/json")
      return { status: 202, body: accepted(await start()) };
    await countedStream(world, invitee, response, async ({ entries, farewell }) => {
      const started = await start();
      const told = entries((signal) => read(opened, started, signal));
      await sendEventStream(request, response, told, null, farewell);
    });
    return undefined;
  };
  const tellExchange = (
    invitee: Invitee,
    request: Request,
    response: Response,
    start: () => Promise<StartedExchange>,
    opened: SessionRow,
  ) =>
    tell(
      invitee,
      request,
      response,
      start,
      ({ exchangeId, number, attempt, branchId }) => ({ exchangeId, number, attempt, branchId }),
      (session, { exchangeId, attempt }, signal) => readExchange(world, session, exchangeId, attempt, signal),
      opened,
    );
  routes.post(
    "/v1/sessions/:id/exchanges",
    forInvitee(world, async (invitee, request, response) => {
      const sessionId = integerId(request.params["id"]);
      const session = await openSession(world, invitee, sessionId);
      const key = keyOf(request);
      const { content, branchId, recordingId } = parse(SendMessage, request.body);
      await world.limits.exchange(invitee.userId);
      return tellExchange(
        invitee,
        request,
        response,
        () => startExchange(world, invitee, session, key, content, branchId, recordingId),
        session,
      );
    }),
  );
  routes.post(
    "/v1/exchanges/:id/retry",
    forInvitee(world, async (invitee, request, response) => {
      const { exchange, session } = await openExchange(world, invitee, textId(request.params["id"]));
      const key = optionalKeyOf(request);
      await world.limits.exchange(invitee.userId);
      return tellExchange(invitee, request, response, () => retryExchange(world, invitee, exchange.id, key), session);
    }),
  );
  routes.post(
    "/v1/exchanges/:id/branches",
    forInvitee(world, async (invitee, request, response) => {
      const exchangeId = textId(request.params["id"]);
      const { session } = await openExchange(world, invitee, exchangeId);
      const { content, recordingId } = parse(StartBranch, request.body ?? {});
      const key = content === undefined ? optionalKeyOf(request) : keyOf(request);
      await world.limits.exchange(invitee.userId);
      if (content === undefined || key === null)
        return { status: 201, body: await startBranch(world, invitee, exchangeId, key) };
      return tellExchange(
        invitee,
        request,
        response,
        () => startBranchWith(world, invitee, exchangeId, key, content, recordingId),
        session,
      );
    }),
  );
  routes.post(
    "/v1/sessions/:id/asides",
    forInvitee(world, async (invitee, request, response) => {
      const sessionId = integerId(request.params["id"]);
      const session = await openSession(world, invitee, sessionId);
      const key = keyOf(request);
      const { content, branchId } = parse(AskAside, request.body);
      await world.limits.exchange(invitee.userId);
      return tell(
        invitee,
        request,
        response,
        () => startAside(world, invitee, sessionId, key, content, branchId),
        ({ asideId, number }) => ({ asideId, number }),
        (session, { asideId }, signal) => readAside(world, session, asideId, signal),
        session,
      );
    }),
  );
  routes.post(
    "/v1/asides/:id/stop",
    forInvitee(world, async (invitee, request) => {
      await stopAside(world, invitee, textId(request.params["id"]));
      return { status: 202 };
    }),
  );
  routes.post(
    "/v1/exchanges/:id/stop",
    forInvitee(world, async (invitee, request) => {
      const { exchange } = await openExchange(world, invitee, textId(request.params["id"]));
      await stopExchange(world, invitee, exchange.id, parse(StopExchange, request.body ?? {}).lane);
      return { status: 202 };
    }),
  );

  routes.get(
    "/v1/sessions/:id/events",
    forInvitee(world, async (invitee, request, response) => {
      const session = await openSession(world, invitee, integerId(request.params["id"]));
      const cursor = readCursor(request);
      await countedStream(world, invitee, response, ({ entries, farewell }) => {
        const told = entries((signal) => readSession(world, session, cursor, signal));
        return sendEventStream(request, response, told, CLOSE_MS, farewell);
      });
      return undefined;
    }),
  );
  return routes;
};

const countedStream = async (
  world: AppContext,
  { userId, loginId, tokenVersion }: Invitee,
  response: Response,
  send: (held: HeldStream) => Promise<void>,
): Promise<void> => {
  const held = world.streams.enter({ userId, by: { kind: "login", id: loginId, tokenVersion } }, response);
  try {
    await send(held);
  } finally {
    held.leave();
  }
};
