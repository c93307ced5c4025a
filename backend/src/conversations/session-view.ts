import type { AppContext } from "../app-context.ts";
import type { OpenAside, OpenExchange, SessionView } from "../protocol/conversation.ts";
import type { StreamEvent } from "../protocol/stream-events.ts";
import type { SessionRow } from "./conversation-store.ts";
import { quotaFrom, type QuotaWorld } from "./forecast.ts";
import { openFromLog } from "./open-from-log.ts";
import { asideView, branchView, exchangeViews } from "./session-parts.ts";
import { sessionSummary } from "./session-summary.ts";
import { worldOf } from "./world-of.ts";
import { everyExchange, inOrder, messagesOf, type SessionTranscript } from "./transcript.ts";

type World = QuotaWorld & Pick<AppContext, "log" | "running" | "observers">;
type Open = { openExchanges: OpenExchange[]; openAsides: OpenAside[] };

/** What runs here as this server knows it, and what runs elsewhere as the log has told it up to `cursor`. */
const openOf = async (
  world: World,
  session: SessionRow,
  transcript: SessionTranscript,
  cursor: string,
  here: Open,
): Promise<Open> => {
  const known = new Set([
    ...here.openExchanges.map(({ exchangeId }) => exchangeId),
    ...here.openAsides.map(({ asideId }) => asideId),
  ]);
  const isElsewhere = ({ id, status }: { id: string; status: string }): boolean =>
    status === "RUNNING" && !known.has(id);
  const there = await openFromLog(world.log, session.id, cursor, {
    exchanges: everyExchange(transcript)
      .filter(isElsewhere)
      .map(({ id, branchId, number, attempt }) => ({ exchangeId: id, branchId, number, attempt })),
    asideIds: transcript.asides.filter(isElsewhere).map(({ id }) => id),
  });
  return {
    openExchanges: [...here.openExchanges, ...there.openExchanges],
    openAsides: [...here.openAsides, ...there.openAsides],
  };
};

/**
 * A session as one reading shows it. The log's position is taken before the database is read: whatever happens in
 * between is told again after that cursor, and applying it twice changes nothing.
 */
export const sessionView = async (world: World, session: SessionRow): Promise<SessionView> => {
  const cursor = await world.log.position(session.id);
  const here = {
    openExchanges: world.running.openOf(session.id),
    openAsides: world.running.openAsidesOf(session.id),
  };
  const [version, { transcript, lastCalls, ledger }, observers] = await Promise.all([
    world.conversationStore.versionOf(session),
    world.conversationStore.standing(session.id),
    world.observers.observersOf(session.id),
  ]);
  const [open, quota] = await Promise.all([
    openOf(world, session, transcript, cursor, here),
    quotaFrom(worldOf(world, session), { version, session: transcript, ledger, lastCalls }),
  ]);
  return {
    ...sessionSummary(session, version),
    messages: inOrder(messagesOf(transcript)),
    exchanges: exchangeViews(transcript.exchanges),
    branches: transcript.branches.map(branchView),
    asides: transcript.asides.map(asideView),
    ...open,
    quota,
    observers,
    cursor,
  };
};

/** The view as the log's first event for a reader whose cursor is missing or gone. */
export const snapshotOf = (view: SessionView): StreamEvent => {
  const {
    messages,
    exchanges,
    branches,
    asides,
    openExchanges,
    openAsides,
    quota,
    observers,
    cursor: _cursor,
    ...session
  } = view;
  return {
    type: "snapshot",
    session,
    messages,
    exchanges,
    branches,
    asides,
    openExchanges,
    openAsides,
    quota,
    observers,
  };
};
