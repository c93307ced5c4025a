import type { AppContext } from "../app-context.ts";
import type { SessionRow } from "../conversations/conversation-store.ts";
import type { LogEntry } from "../conversations/session-log.ts";
import { sessionView, snapshotOf } from "../conversations/session-view.ts";

/**
 * The session's log as its invitee sees it, for staff: everything strictly after the cursor, then live; without a cursor, or with
 * one that is gone, a snapshot first. While it is read its invitee is told that somebody watches. What staff read does not
 * count as delivered.
 */
export async function* observeSession(
  world: AppContext,
  session: SessionRow,
  staffId: string,
  cursor: string | null,
  signal: AbortSignal,
): AsyncGenerator<LogEntry> {
  const leave = await world.observers.enter(session.id, staffId);
  try {
    let from = cursor;
    if (from === null || !(await world.log.reaches(session.id, from))) {
      const now = await world.conversationStore.sessionById(session.id);
      const view = await sessionView(world, now ?? session);
      from = view.cursor;
      yield { id: view.cursor, event: snapshotOf(view) };
    }
    yield* world.log.read(session.id, from, signal);
  } finally {
    await leave();
  }
}
