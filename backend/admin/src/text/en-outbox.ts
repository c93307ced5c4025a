import { plural } from "./plural.ts";

export const outboxWords = {
  title: "Outbox",
  hint: "Mails hold codes that confirm an address: each look at this page is written into the audit trail. Without SMTP_URL nothing is sent, and mails wait here.",
  again: "Look again",
  looking: "Looking …",
  columns: { subject: "Mail", to: "To", state: "State", text: "Text", made: "Written" },
  state: { sent: "Sent", waiting: "Waits", failed: "Not sent" },
  why: (state: "sent" | "waiting" | "failed", tries: number, problem: string | null) =>
    state === "sent"
      ? ""
      : state === "waiting"
        ? "nobody tried yet"
        : `tried ${plural(tries, "time", "times")}${problem === null ? "" : `: ${problem}`}`,
  show: "Show the text",
  hide: "Hide the text",
  showNamed: (to: string) => `Show the text to ${to}`,
  hideNamed: (to: string) => `Hide the text to ${to}`,
  gone: "The text of a sent mail is not kept.",
  end: (count: number) => `${plural(count, "mail", "mails")}, that is all.`,
  failed: "The outbox could not be loaded",
  emptyTitle: "No mails",
  empty:
    "What is written to people stands here: codes for their addresses, and word of changes. It goes after a week once sent, else after 30 days.",
};
