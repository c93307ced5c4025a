import type { OutboxMessage } from "./types.ts";

export type MailState = "sent" | "waiting" | "failed";

/** `waiting`: nobody has tried to send it yet. `failed`: the last try did not work; the server may try again. */
export const mailStateOf = ({ sentAt, tries }: Pick<OutboxMessage, "sentAt" | "tries">): MailState => {
  if (sentAt !== null) return "sent";
  return tries === 0 ? "waiting" : "failed";
};
