import type { ListedNote, StaffNote } from "../protocol/notes.ts";
import type { ListedNoteRow, NoteRow } from "./note-store.ts";

export const staffNote = (row: NoteRow): StaffNote => ({
  id: row.id,
  content: row.content,
  messageId: row.messageId,
  author: row.author,
  authorId: row.researcherId,
  timestamp: row.timestamp.toISOString(),
  editedAt: row.editedAt?.toISOString() ?? null,
  codes: row.codes,
});
export const listedNote = (row: ListedNoteRow): ListedNote => ({
  ...staffNote(row),
  invitation: { id: row.invitationId, label: row.invitationLabel },
  sessionId: row.sessionId,
  scenarioName: row.scenarioName,
  message:
    row.messageRole === null || row.messageStart === null
      ? null
      : { role: row.messageRole as "user" | "partner" | "coach", start: row.messageStart },
});
