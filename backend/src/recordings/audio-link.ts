import { timingSafeEqual } from "node:crypto";
import { hmac } from "../identity/derive-key.ts";

/** Links of one time end at the same moment, so that two readings of a message are alike. */
const STEP_SECONDS = 60;

export type AudioLinks = {
  /** The address under which a message's recording is heard, for the time that the settings say. */
  sign: (messageId: number) => string;
  /** `good`, `expired` where it was once, `wrong` where this server never signed it. */
  check: (messageId: number, until: unknown, signature: unknown) => "good" | "expired" | "wrong";
};

/**
 * Short-lived addresses of recordings: an `<audio>` element sends no token, so who may listen is told by an HMAC-SHA-256 over the
 * message's id and the second at which it ends. The storage's key is in none of it.
 */
export const createAudioLinks = (
  key: Buffer,
  { minutes, publicUrl, now = () => Date.now() }: { minutes: number; publicUrl: () => string; now?: () => number },
): AudioLinks => {
  const signatureOf = (messageId: number, until: number): string =>
    hmac(key, `${messageId}.${until}`).toString("base64url");
  return {
    sign: (messageId) => {
      const until = Math.ceil((now() / 1000 + minutes * 60) / STEP_SECONDS) * STEP_SECONDS;
      return `${publicUrl()}/v1/messages/${messageId}/audio?until=${until}&signature=${signatureOf(messageId, until)}`;
    },
    check: (messageId, until, signature) => {
      if (typeof until !== "string" || !/^\d{1,12}$/.test(until) || typeof signature !== "string") return "wrong";
      const [given, ours] = [Buffer.from(signature), Buffer.from(signatureOf(messageId, Number(until)))];
      if (given.length !== ours.length || !timingSafeEqual(given, ours)) return "wrong";
      return Number(until) * 1000 > now() ? "good" : "expired";
    },
  };
};
