import { z } from "zod";
import { safeText, Timestamp } from "./ids.ts";

/** A key under which ids become pseudonyms: the same in every export of the study, and in no other. */
export const StudyView = z.object({ id: z.string(), name: z.string(), createdAt: Timestamp });
export type StudyView = z.infer<typeof StudyView>;
/** POST /v1/admin/export */
export const CreateStudy = z.strictObject({ name: safeText.trim().min(1).max(100) });
/**
 * What an export is narrowed to. Of sessions it is the site and cohort of their invitation, their scenario and the day (UTC) on which
 * they began; an invitation without a session in it is in by the day on which it was made. `none` as site or cohort: those without one.
 */
export const ExportNarrowing = z.object({
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  site: safeText.max(64).optional(),
  cohort: safeText.max(200).optional(),
  /** a scenario's id */
  scenario: z.coerce.number().int().min(1).max(2_147_483_647).optional(),
});
export type ExportNarrowing = z.infer<typeof ExportNarrowing>;
/** GET /v1/admin/export: what is in it, before anybody takes it */
export const ExportView = z.object({
  studies: z.array(StudyView),
  /** how many agree to research and are in it; 1000: that many or more */
  invitations: z.int(),
  sessions: z.int(),
  tables: z.array(
    z.object({
      name: z.string(),
      holds: z.string(),
      columns: z.array(z.object({ name: z.string(), meaning: z.string(), pseudonym: z.boolean() })),
    }),
  ),
  withheld: z.array(z.object({ what: z.string(), why: z.string() })),
});
export type ExportView = z.infer<typeof ExportView>;
/** GET /v1/admin/export/:id/file. `table` is needed for csv, and for csv alone; zip: every table as csv. */
export const ExportFileQuery = ExportNarrowing.extend({
  format: z.enum(["jsonl", "csv", "zip"]).optional(),
  table: safeText.max(64).optional(),
});
