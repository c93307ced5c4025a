import { createTransport } from "nodemailer";
import type { MessageSender } from "./message-sender.ts";

/** Milliseconds that one step of a delivery may take; all of them together stay below the first wait between two tries. */
const STEP_MS = 5_000;

/** Mail by a server of its own. @param url smtp:// or smtps://, with name and password where it wants them @param from as in `Name <a@b>` */
export const createSmtpSender = (url: string, from: string): MessageSender => {
  const transport = createTransport({
    url,
    connectionTimeout: STEP_MS,
    greetingTimeout: STEP_MS,
    socketTimeout: STEP_MS,
    dnsTimeout: STEP_MS,
    // Nothing in a mail of ours is a file or an address to fetch.
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    send: async ({ id, recipient, subject, body }) => {
      await transport.sendMail({
        from,
        // As an object, so that a comma or an angle bracket in it names nobody else.
        to: { name: "", address: recipient },
        subject,
        text: body,
        headers: { "Auto-Submitted": "auto-generated", "X-Entity-Ref-ID": id },
      });
    },
    close: () => transport.close(),
  };
};
