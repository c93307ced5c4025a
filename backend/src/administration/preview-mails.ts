import type { AppContext } from "../app-context.ts";
import { PRODUCT_NAME } from "../product-name.ts";
import type { MailKind, MailPreview } from "../protocol/bulk-invitations.ts";
import type { MailedRow } from "./invitation-mail-store.ts";
import { fillMail, MAIL_WORDS, type MailWords } from "./invitation-mail-words.ts";

/** What is written to one invitee, with {link} still standing for the link. @param template the site's own words */
export const writeMail = (kind: MailKind, row: MailedRow, template: MailWords | undefined): MailWords =>
  fillMail(template ?? MAIL_WORDS[kind], {
    name: row.label,
    site: row.siteName ?? PRODUCT_NAME,
    expiresAt: row.expiresAt,
  });

/** What becomes of a mail on this server. */
export const mailOf = ({ messageSenders }: Pick<AppContext, "messageSenders">): "sent" | "outbox" =>
  messageSenders.email === undefined ? "outbox" : "sent";

/** How many mails an act would write now, in whose words, and the first of them. Nothing is written. */
export const previewMails = async (
  world: AppContext,
  { kind, ids }: { kind: MailKind; ids: readonly string[] },
): Promise<MailPreview> => {
  const { rows, templates } = await world.invitationMailStore.preview(kind, ids);
  const templateOf = ({ siteId }: MailedRow): MailWords | undefined =>
    siteId === null ? undefined : templates.get(siteId);
  const words = new Map<string | null, MailPreview["words"][number]>();
  for (const row of rows) {
    const counted = words.get(row.siteId);
    if (counted) counted.count += 1;
    else words.set(row.siteId, { site: row.siteName, changed: templateOf(row) !== undefined, count: 1 });
  }
  const [first] = rows;
  return {
    count: rows.length,
    words: [...words.values()],
    example: first ? { recipient: first.email, ...writeMail(kind, first, templateOf(first)) } : null,
    mail: mailOf(world),
  };
};
