import type { AppContext } from "../app-context.ts";
import { asideView, branchView } from "../conversations/session-parts.ts";
import { messagesOf, inOrder } from "../conversations/transcript.ts";
import type { CoachMissing } from "../protocol/conversation.ts";
import type { StaffSession, StaffSessionDetail } from "../protocol/administration.ts";
import { inviteeView } from "./invitee-view.ts";
import { staffNote } from "./staff-note.ts";
import type { StaffSessionRow } from "./staff-session-store.ts";

export const staffSession = (row: StaffSessionRow): StaffSession => ({
  id: row.id,
  invitationId: row.invitationId,
  invitationLabel: row.invitationLabel,
  scenario: { slug: row.slug, name: row.name, version: row.version },
  partnerPersona: row.partnerPersona,
  status: row.status,
  startedAt: row.startedAt.toISOString(),
  endedAt: row.endedAt?.toISOString() ?? null,
  lastActivityAt: row.lastActivityAt.toISOString(),
  durationSeconds: row.durationSeconds,
  totalMessages: row.totalMessages,
  exchangesUsed: row.exchangesUsed,
  simulated: row.simulated,
  wordsRemovedAt: row.wordsRemovedAt?.toISOString() ?? null,
  trial: row.trial,
});

/** Every line with both lanes in order, what was asked in private, what failed, what each call cost, and what staff noted. */
export const staffSessionDetail = async (world: AppContext, row: StaffSessionRow): Promise<StaffSessionDetail> => {
  const store = world.staffSessionStore;
  const [transcript, exchanges, notes, usage, invitee] = await Promise.all([
    world.conversationStore.transcript(row.id),
    store.exchanges(row.id),
    world.noteStore.notesOf(row.id, row.invitationId),
    store.usage(row.id),
    row.invitationId === null ? null : world.inviteeStore.invitee(row.invitationId),
  ]);
  return {
    ...staffSession(row),
    messages: inOrder(messagesOf(transcript)),
    exchanges: exchanges.map((exchange) => ({
      id: exchange.id,
      branchId: exchange.branchId,
      number: exchange.number,
      attempt: exchange.attempt,
      status: ({ RUNNING: "running", COMPLETED: "completed", STOPPED: "stopped", FAILED: "failed" } as const)[
        exchange.status
      ],
      coachMissing: exchange.coachMissing as CoachMissing | null,
      problemCode: exchange.problemCode,
      startedAt: exchange.startedAt.toISOString(),
      endedAt: exchange.endedAt?.toISOString() ?? null,
    })),
    branches: transcript.branches.map(branchView),
    asides: transcript.asides.map(asideView),
    notes: notes.map(staffNote),
    usage: usage.map((used) => ({ ...used, timestamp: used.timestamp.toISOString() })),
    invitee: invitee && inviteeView(invitee),
  };
};
