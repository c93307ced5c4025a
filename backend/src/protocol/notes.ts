import { z } from "zod";
import { MessageId, page, safeText, Timestamp } from "./ids.ts";

/** What a note is marked with: an entry of the code book. */
export const NoteCode = z.object({ id: z.string(), name: z.string() });
export type NoteCode = z.infer<typeof NoteCode>;
export const StaffNote = z.object({
  id: z.string(),
  content: z.string(),
  messageId: z.int().nullable(),
  author: z.string(),
  /** who may edit and delete it: its author alone */
  authorId: z.string(),
  timestamp: Timestamp,
  editedAt: Timestamp.nullable(),
  codes: z.array(NoteCode),
});
export type StaffNote = z.infer<typeof StaffNote>;

const Words = safeText.max(8_000).refine((text) => text.trim() !== "", { error: "must not be empty" });
const CodeIds = z.array(safeText.min(1).max(64)).max(20);
/** POST /v1/admin/sessions/:id/notes */
export const CreateNote = z.strictObject({
  content: Words,
  messageId: MessageId.optional(),
  /** ids of codes in use */
  codes: CodeIds.optional(),
});
export type CreateNote = z.infer<typeof CreateNote>;
/** PATCH /v1/admin/notes/:id; `codes` is the whole of them */
export const ChangeNote = z
  .strictObject({ content: Words.optional(), codes: CodeIds.optional() })
  .refine((body) => body.content !== undefined || body.codes !== undefined, { error: "nothing to change" });
export type ChangeNote = z.infer<typeof ChangeNote>;

/** GET /v1/admin/notes, the newest first */
export const ListedNote = StaffNote.extend({
  invitation: z.object({ id: z.string(), label: z.string().nullable() }),
  sessionId: z.int().nullable(),
  scenarioName: z.string().nullable(),
  /** what it speaks of, with how that begins */
  message: z.object({ role: z.enum(["user", "partner", "coach"]), start: z.string() }).nullable(),
});
export type ListedNote = z.infer<typeof ListedNote>;
export const ListedNotePage = page(ListedNote);
export const NoteQuery = z.object({
  /** a code's id */
  code: safeText.max(64).optional(),
  /** `me`, or a user's id */
  author: safeText.max(64).optional(),
  invitation: safeText.max(64).optional(),
  cursor: safeText.max(200).optional(),
});

const CodeName = safeText
  .max(80)
  .transform((text) => text.trim().replaceAll(/\s+/g, " "))
  .refine((text) => text !== "", { error: "must not be empty" });
const CodeMeaning = safeText.max(2_000);
/** An entry of the code book; `retiredAt`: no new note takes it. */
export const StaffCode = z.object({
  id: z.string(),
  name: z.string(),
  meaning: z.string(),
  author: z.string(),
  createdAt: Timestamp,
  retiredAt: Timestamp.nullable(),
});
export type StaffCode = z.infer<typeof StaffCode>;
export const CreateCode = z.strictObject({ name: CodeName, meaning: CodeMeaning.optional() });
export type CreateCode = z.infer<typeof CreateCode>;
export const ChangeCode = z
  .strictObject({ name: CodeName.optional(), meaning: CodeMeaning.optional(), retired: z.boolean().optional() })
  .refine((body) => Object.values(body).some((value) => value !== undefined), { error: "nothing to change" });
export type ChangeCode = z.infer<typeof ChangeCode>;
