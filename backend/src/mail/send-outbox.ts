import type { AppContext } from "../app-context.ts";
import { fillLinks } from "./fill-links.ts";
import type { MessageSender } from "./message-sender.ts";
import { markFailed, markSent, takeDue } from "./outbox-store.ts";

type World = Pick<
  AppContext,
  "database" | "messageSenders" | "logger" | "keys" | "siteStore" | "publicUrl" | "staffInvitationStore"
>;

/** Sends what is due, one by one; any number of servers may do it at once. @returns how many were sent */
export const sendOutbox = async (world: World): Promise<number> => {
  const senders: Record<string, MessageSender | undefined> = world.messageSenders;
  const channels = Object.keys(senders);
  if (channels.length === 0) return 0;
  const { pool } = world.database;
  let sent = 0;
  for (;;) {
    const message = await takeDue(pool, channels);
    const sender = message && senders[message.channel];
    if (!message || !sender) return sent;
    try {
      const [filled] = await fillLinks(world, [message]);
      await sender.send(filled ?? message);
      await markSent(pool, message.id);
      sent += 1;
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      const again = await markFailed(pool, message.id, problem);
      // The recipient stays out of the log: what a server answers often quotes it, so that does, too.
      const facts = { messageId: message.id, channel: message.channel, tries: message.tries };
      if (again) world.logger.info(facts, "a message was not taken; it is tried again");
      else world.logger.error(facts, "a message was not taken and is given up; the outbox says why");
    }
  }
};
