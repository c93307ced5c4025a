import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { afterAll } from "vitest";

export type Received = { from: string; to: string[]; text: string };

/** A small SMTP server on loopback. `refuse` decides whom it does not take, by recipient, at each try. */
export const useSmtpServer = async () => {
  const received: Received[] = [];
  const tries: string[] = [];
  let refuse: (recipient: string) => boolean = () => false;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    logger: false,
    onRcptTo: (address, _session, callback) => {
      tries.push(address.address);
      callback(refuse(address.address) ? Object.assign(new Error("mailbox busy"), { responseCode: 450 }) : null);
    },
    onData: (stream, session, callback) => {
      const chunks: Buffer[] = [];
      stream.on("data", (chunk: Buffer) => chunks.push(chunk));
      stream.on("end", () => {
        const { mailFrom, rcptTo } = session.envelope;
        received.push({
          from: mailFrom === false ? "" : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString("utf8"),
        });
        callback();
      });
    },
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return {
    url: `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`,
    received,
    tries,
    refuse: (rule: (recipient: string) => boolean) => {
      refuse = rule;
    },
  };
};
