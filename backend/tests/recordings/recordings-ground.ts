import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Answer, TestInvitee, TestWorld } from "../test-world.ts";

const FILES = {
  webm: { name: "two-seconds.webm", type: "audio/webm" },
  ogg: { name: "two-seconds.ogg", type: "audio/ogg" },
  mp4: { name: "two-seconds.m4a", type: "audio/mp4" },
  picture: { name: "with-picture.webm", type: "audio/webm" },
};
export type Sample = keyof typeof FILES;
export const sample = (name: Sample): Buffer =>
  readFileSync(new URL(`../data/recordings/${FILES[name].name}`, import.meta.url));

const JSON_ONLY = { accept: "application/json" };

/** Invitees of a site that takes recordings, and what they do with them. */
export const useRecordings = async (world: TestWorld) => {
  await world.database.prisma.site.updateMany({ where: { key: "test-site" }, data: { voice: true } });
  const upload = async (
    invitee: TestInvitee,
    sessionId: number,
    body: Buffer | string = sample("webm"),
    type = "audio/webm;codecs=opus",
  ): Promise<Answer> => {
    const response = await fetch(`${world.url}/v1/sessions/${sessionId}/recordings`, {
      method: "POST",
      headers: { ...invitee.bearer, "content-type": type },
      body: typeof body === "string" ? body : new Uint8Array(body),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, body: JSON.parse(text) };
  };
  return {
    upload,
    someone: () => world.claim({ site: "test-site" }),
    /** @returns the status and body of the answer */
    say: (invitee: TestInvitee, sessionId: number, more: object, key: string = randomUUID()) =>
      invitee.post(
        `/v1/sessions/${sessionId}/exchanges`,
        { content: "I said this aloud.", ...more },
        { "idempotency-key": key, ...JSON_ONLY },
      ),
    /** Keeps one and says it, to the exchange's end. */
    speak: async (invitee: TestInvitee, sessionId: number): Promise<{ recordingId: string; url: string }> => {
      const { body } = await upload(invitee, sessionId);
      const key = { "idempotency-key": randomUUID(), ...JSON_ONLY };
      const words = { content: "I said this aloud.", recordingId: body.recordingId };
      const sent = await invitee.post(`/v1/sessions/${sessionId}/exchanges`, words, key);
      if (sent.status !== 202) throw new Error(`${sent.status} ${JSON.stringify(sent.body)}`);
      await world.running.settled();
      const { messages } = (await invitee.get(`/v1/sessions/${sessionId}`)).body;
      const url = (messages as { audioUrl?: string }[]).findLast(({ audioUrl }) => audioUrl !== undefined)?.audioUrl;
      return { recordingId: body.recordingId, url: url ?? "" };
    },
    /** As a browser's audio element asks: without a token, and from no page's script. */
    listen: async (url: string, headers: Record<string, string> = {}) => {
      const response = await fetch(url, { headers });
      return {
        status: response.status,
        headers: response.headers,
        bytes: Buffer.from(await response.arrayBuffer()),
      };
    },
    files: async (): Promise<string[]> => {
      const keys: string[] = [];
      for await (const key of world.recordingStorage.keysBefore(new Date(Date.now() + 60_000))) keys.push(key);
      return keys;
    },
  };
};
