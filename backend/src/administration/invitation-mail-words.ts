import type { MailKind } from "../protocol/bulk-invitations.ts";

export type MailWords = { subject: string; body: string };

/** What is sent where a site has no words of its own. No {name}: a label may be staff's own note. */
export const MAIL_WORDS: Record<MailKind, MailWords> = {
  invitation: {
    subject: "Your invitation from {site}",
    body: `Hello,

{site} invites you to practise a conversation. An AI plays the other person, and a coach writes in the margin.

This is your link. It is for you alone:
{link}

You need no account. It is good until {expires}.
`,
  },
  reminder: {
    subject: "Your invitation from {site} is still waiting",
    body: `Hello,

some days ago {site} invited you to practise a conversation. You have not begun yet.

This is your link again:
{link}

It is good until {expires}. If you do not want to, you need to do nothing.
`,
  },
};

const format = new Intl.DateTimeFormat("en-GB", {
  weekday: "long",
  day: "numeric",
  month: "long",
  year: "numeric",
  timeZone: "UTC",
});
const dayOf = (date: Date): string => format.format(date).replaceAll(",", "");

/**
 * All but {link}: that is filled when the mail is sent, or shown to staff (`mail/fill-links.ts`), since nothing that lets anybody in
 * is kept in the database. Plain text: what stands in a label stays text, in the subject on one line. A mail without a name loses the space before it, too.
 */
export const fillMail = (words: MailWords, of: { name: string | null; site: string; expiresAt: Date }): MailWords => {
  const fill = (text: string): string =>
    text.replaceAll(/( ?)\{(name|site|expires)\}/g, (_, space: string, mark: string) => {
      if (mark === "name") return of.name === null ? "" : `${space}${of.name}`;
      return space + (mark === "site" ? of.site : dayOf(of.expiresAt));
    });
  return { subject: fill(words.subject).replaceAll(/[\r\n]+/g, " "), body: fill(words.body) };
};
