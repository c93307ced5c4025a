import { z } from "zod";
import { page, safeText, Timestamp } from "./ids.ts";
import { InvitationState } from "./identity.ts";

/** The most rows of one upload, and the most invitations that one act is for. */
export const MOST_ROWS = 5_000;
export const MOST_CHOSEN = 1_000;

const Flag = z.union([z.boolean(), z.enum(["true", "false"]).transform((word) => word === "true")]);
/** How an upload is taken: beside the rows in JSON, in the query of a CSV. */
export const BulkOptions = z.object({
  /** true: nothing is stored, the answer says what would be */
  dryRun: Flag.optional(),
  /** true: bad rows are left out; else one bad row keeps all from being stored */
  onlyGood: Flag.optional(),
  /** Tells rows without an `externalRef` apart from those of another upload. Left out: what the rows say. */
  uploadKey: safeText.min(1).max(200).optional(),
  /** The key of the site that rows without one are for. Left out: the only active site, or none where there are several. */
  site: safeText.min(1).max(200).optional(),
});
export type BulkOptions = z.infer<typeof BulkOptions>;
/** POST /v1/admin/invitations/bulk as JSON: the rows, each as for one invitation, or the text of a CSV file. Or a CSV as the body itself. */
export const BulkInvite = BulkOptions.extend({
  rows: z.array(z.unknown()).max(MOST_ROWS).optional(),
  csv: z.string().optional(),
}).refine((body) => (body.rows === undefined) !== (body.csv === undefined), {
  error: "give rows or csv",
  path: ["rows"],
});
export type BulkInvite = z.infer<typeof BulkInvite>;

/** `column` as it is called in the upload; null: the row as a whole */
export const BulkRowError = z.object({ column: z.string().nullable(), detail: z.string() });
export type BulkRowError = z.infer<typeof BulkRowError>;
export const BulkRow = z.object({
  /** of a CSV: the line of the file, its header being 1; of JSON: the place in `rows`, from 1 */
  row: z.int().positive(),
  /** `ready`: it would be made (a dry run, or another row is bad); `existing`: an upload before had it */
  outcome: z.enum(["made", "existing", "ready", "bad"]),
  label: z.string().nullable(),
  externalRef: z.string().nullable(),
  cohort: z.string().nullable(),
  email: z.string().nullable(),
  /** of a row that can be made: the scenario's title (null: the invitee chooses), the preset's label, days, the site's name */
  scenario: z.string().nullable(),
  preset: z.string().nullable(),
  days: z.number().nullable(),
  site: z.string().nullable(),
  errors: z.array(BulkRowError),
  invitation: z.object({ id: z.string(), token: z.string(), link: z.string() }).nullable(),
});
export type BulkRow = z.infer<typeof BulkRow>;
/** 201 where something was made, 200 where nothing had to be. Of a refused upload (422) the problem has `errors`, and this as `upload`. */
export const BulkAnswer = z.object({
  uploadKey: z.string(),
  stored: z.boolean(),
  counts: z.object({
    rows: z.int().nonnegative(),
    made: z.int().nonnegative(),
    existing: z.int().nonnegative(),
    ready: z.int().nonnegative(),
    bad: z.int().nonnegative(),
  }),
  rows: z.array(BulkRow),
});
export type BulkAnswer = z.infer<typeof BulkAnswer>;

const ids = z
  .array(z.string().regex(/^[\w-]{1,64}$/))
  .min(1)
  .max(MOST_CHOSEN);
/** POST /v1/admin/invitations/acts: one act for the chosen ones. What cannot be done to one is skipped and said. */
export const InvitationAct = z.discriminatedUnion("act", [
  /** days are added to the expiry, or to now where that is past */
  z.strictObject({ act: z.literal("extend"), ids, days: z.number().positive().max(3_650) }),
  /** tokens are added to the quota of each */
  z.strictObject({ act: z.literal("top-up"), ids, tokens: z.int().positive().max(1_000_000_000) }),
  z.strictObject({ act: z.literal("revoke"), ids }),
  /** every device that is signed in by it; the link lets them in again */
  z.strictObject({ act: z.literal("sign-out"), ids }),
  /** the link, to those with an address who were not sent it yet */
  z.strictObject({ act: z.literal("send"), ids }),
  /** the link again, to those who were sent it and have not begun */
  z.strictObject({ act: z.literal("remind"), ids }),
]);
export type InvitationAct = z.infer<typeof InvitationAct>;
export const SkipReason = z.enum([
  "unknown",
  "revoked",
  "expired",
  "nobody-signed-in",
  "no-address",
  "not-sent-yet",
  "waits-already",
  "sent-already",
  "begun",
  "reminded-today",
  "reminded-enough",
  "too-much",
]);
export type SkipReason = z.infer<typeof SkipReason>;
export const ActAnswer = z.object({
  done: z.array(z.string()),
  skipped: z.array(z.object({ id: z.string(), why: SkipReason })),
});
export type ActAnswer = z.infer<typeof ActAnswer>;

/** POST /v1/admin/invitations/links: the links of the chosen ones. `Accept: text/csv` gives a file for a spreadsheet. */
export const LinksRequest = z.strictObject({
  ids: z
    .array(z.string().regex(/^[\w-]{1,64}$/))
    .min(1)
    .max(MOST_ROWS),
});
export const InvitationLinkRow = z.object({
  id: z.string(),
  label: z.string().nullable(),
  externalRef: z.string().nullable(),
  cohort: z.string().nullable(),
  email: z.string().nullable(),
  site: z.string().nullable(),
  scenario: z.string().nullable(),
  state: InvitationState,
  expiresAt: Timestamp,
  link: z.string(),
});
export type InvitationLinkRow = z.infer<typeof InvitationLinkRow>;
export const InvitationLinks = z.object({ items: z.array(InvitationLinkRow) });

/** GET /v1/admin/cohorts: by name, with the newest invitation's day */
export const StaffCohort = z.object({ name: z.string() });
export type StaffCohort = z.infer<typeof StaffCohort>;
export const StaffCohortPage = page(StaffCohort);

/** What a mail to an invitee says. Plain text; `{link}`, `{name}` and `{expires}` stand for theirs. */
export const MailKind = z.enum(["invitation", "reminder"]);
export type MailKind = z.infer<typeof MailKind>;
export const MailTemplateView = z.object({
  kind: MailKind,
  subject: z.string(),
  body: z.string(),
  /** false: the words that come with the product */
  changed: z.boolean(),
});
export type MailTemplateView = z.infer<typeof MailTemplateView>;
/** POST /v1/admin/invitations/mail-preview: what sending or reminding the chosen ones would write now. Nothing is written by it. */
export const MailPreviewRequest = z.strictObject({ kind: MailKind, ids });
export const MailPreview = z.object({
  /** how many would get one: those with an address who may have it now */
  count: z.int().nonnegative(),
  /** whose words they are, by site; null: of no site, with the words that come with the product */
  words: z.array(z.object({ site: z.string().nullable(), changed: z.boolean(), count: z.int().positive() })),
  /** the first of them; `{link}` stands for its link */
  example: z.object({ recipient: z.string(), subject: z.string(), body: z.string() }).nullable(),
  /** what becomes of a mail; `outbox`: this server sends none */
  mail: z.enum(["sent", "outbox"]),
});
export type MailPreview = z.infer<typeof MailPreview>;

/** GET /v1/admin/sites/:id/mail; `mail`: what becomes of a mail. `outbox`: this server sends none */
export const MailTemplates = z.object({ items: z.array(MailTemplateView), mail: z.enum(["sent", "outbox"]) });
export type MailTemplates = z.infer<typeof MailTemplates>;
/** PATCH /v1/admin/sites/:id/mail/:kind; null: back to the words that come with the product */
export const ChangeMailTemplate = z.strictObject({
  template: z
    .strictObject({
      subject: safeText
        .trim()
        .min(1)
        .max(200)
        .refine((subject) => !/[\r\n]/.test(subject), { error: "must be one line" }),
      body: safeText
        .min(1)
        .max(5_000)
        .refine((body) => body.includes("{link}"), { error: "must hold {link}, or nobody gets in" }),
    })
    .nullable(),
});
export type ChangeMailTemplate = z.infer<typeof ChangeMailTemplate>;
