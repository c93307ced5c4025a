import type { AppContext } from "../app-context.ts";
import type { ExchangeView, SessionView } from "../protocol/conversation.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { SessionRow } from "./conversation-store.ts";
import { sessionSummary } from "./session-summary.ts";
import { quotaOf, type QuotaWorld } from "./forecast.ts";
import { inOrder, messagesOf, type Transcript } from "./transcript.ts";

type World = QuotaWorld & Pick<AppContext, "log" | "running">;

const exchangeViews = (transcript: Transcript): ExchangeView[] =>
  transcript.exchanges.map(({ id, number, attempt, status, coachMissing, problemCode }, place) => ({
    id,
    number,
    attempt,
    status: ({ RUNNING: "running", COMPLETED: "completed", STOPPED: "stopped", FAILED: "failed" } as const)[status],
    coachMissing,
    problemCode,
    retryable: (status === "FAILED" || status === "STOPPED") && place === transcript.exchanges.length - 1,
  }));

/**
 * A session as one reading shows it. The log's position is taken before the database is read: whatever happens in
 * between is told again after that cursor, and applying it twice changes nothing.
 */
export const sessionView = async (world: World, session: SessionRow): Promise<SessionView> => {
  const cursor = await world.log.position(session.id);
  const openExchanges = world.running.openOf(session.id);
  const [version, transcript] = await Promise.all([
    world.conversationStore.version(session.scenarioVersionId),
    world.conversationStore.transcript(session.id),
  ]);
  const quota = await quotaOf(world, session.invitationId, { version, transcript, sessionId: session.id });
  return {
    ...sessionSummary(session, version),
    messages: inOrder(messagesOf(transcript)),
    exchanges: exchangeViews(transcript),
    openExchanges,
    quota,
    cursor,
  };
};

/** The view as the log's first event for a reader whose cursor is missing or gone. */
export const snapshotOf = (view: SessionView): StreamEvent => {
  const { messages, exchanges, openExchanges, quota, cursor: _cursor, ...session } = view;
  return { type: "snapshot", session, messages, exchanges, openExchanges, quota };
};
