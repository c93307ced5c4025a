import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { Writable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { pino } from "pino";
import { afterAll, expect, it, vi } from "vitest";
import { keepRecording } from "../../src/recordings/keep-recording.ts";
import { createTranscriber } from "../../src/recordings/transcriber.ts";
import { useTestWorld } from "../test-world.ts";
import { sample, useRecordings } from "./recordings-ground.ts";

/** A server that speaks OpenAI's transcriptions, and remembers what it was asked. */
const asked: { authorization: string | undefined; form: FormData }[] = [];
let answer: () => { status: number; body: string } = () => ({ status: 200, body: "{}" });
const readForm = async (request: IncomingMessage): Promise<FormData> =>
  new Response(new Uint8Array(await buffer(request)), {
    headers: { "content-type": request.headers["content-type"] ?? "" },
  }).formData();
const server = createServer((request, response) => {
  void readForm(request).then((form) => {
    asked.push({ authorization: request.headers.authorization, form });
    const { status, body } = answer();
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
});
await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
afterAll(() => server.close());

const lines: string[] = [];
const sink = new Writable({
  write: (chunk: Buffer, _encoding, done) => {
    lines.push(chunk.toString());
    done();
  },
});
const world = await useTestWorld(
  {
    TRANSCRIBE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/audio/transcriptions`,
    TRANSCRIBE_KEY: "a-key-of-theirs",
    TRANSCRIBE_MODEL: "whisper-small",
    TRANSCRIBE_SECONDS: "2",
  },
  { logger: pino({ level: "trace" }, sink) },
);
const { upload, someone, speak } = await useRecordings(world);

it("asks with the recording, the model and the key, and gives the words back", async () => {
  const invitee = await someone();
  expect(invitee.invitation.voice?.writtenDown).toBe(true);
  const id = await invitee.start();
  answer = () => ({ status: 200, body: JSON.stringify({ text: "  The heating is off.\u0000 " }) });
  const kept = await upload(invitee, id, sample("ogg"), "audio/ogg");
  expect(kept.body.text).toBe("The heating is off.");
  const { authorization, form } = asked.at(-1) as (typeof asked)[number];
  expect(authorization).toBe("Bearer a-key-of-theirs");
  expect([form.get("model"), form.get("response_format")]).toEqual(["whisper-small", "json"]);
  const file = form.get("file") as File;
  expect([file.name, file.type]).toEqual(["recording.ogg", "audio/ogg"]);
  expect(Buffer.from(await file.arrayBuffer()).equals(sample("ogg"))).toBe(true);
  expect((await upload(invitee, id, "nothing of the kind", "audio/ogg")).status).toBe(415);
  expect(asked.length).toBe(1);
});

it.each([
  ["is broken", () => ({ status: 500, body: "{}" })],
  ["refuses the key", () => ({ status: 401, body: '{"error":"no"}' })],
  ["answers something else", () => ({ status: 200, body: "<html>" })],
  ["answers without a text", () => ({ status: 200, body: '{"words":[]}' })],
] as const)("keeps the recording where that server %s", async (_, broken) => {
  const invitee = await someone();
  const id = await invitee.start();
  answer = broken;
  const kept = await upload(invitee, id);
  expect(kept.status).toBe(201);
  expect(kept.body).not.toHaveProperty("text");
  expect(await world.recordingStore.find(kept.body.recordingId, id)).toMatchObject({ tied: false });
});

it("reads no answer without an end: it is left after a little", async () => {
  let written = 0;
  let left = false;
  const endless = createServer((_request, response) => {
    response.on("close", () => (left = true));
    response.writeHead(200, { "content-type": "application/json" }).write('{"text":"');
    const part = "a".repeat(64 * 1024);
    const more = (): void => {
      while (!response.destroyed && written < 400_000_000) {
        written += part.length;
        if (!response.write(part)) return void response.once("drain", more);
      }
      response.end('"}');
    };
    more();
  });
  await new Promise<void>((ready) => endless.listen(0, "127.0.0.1", ready));
  const url = `http://127.0.0.1:${(endless.address() as AddressInfo).port}/`;
  const transcribe = createTranscriber({ url, model: "m", seconds: 60 }, null);
  await expect(transcribe(sample("ogg"), "audio/ogg")).rejects.toThrow("answered more than");
  await vi.waitFor(() => expect(left).toBe(true));
  expect(written).toBeLessThan(100_000_000);
  endless.close();
});

it("cuts what is longer than a message, and leaves silence empty", async () => {
  const invitee = await someone();
  const id = await invitee.start();
  answer = () => ({ status: 200, body: JSON.stringify({ text: "a".repeat(9_000) }) });
  expect((await upload(invitee, id)).body.text.length).toBe(8_000);
  answer = () => ({ status: 200, body: JSON.stringify({ text: " " }) });
  expect((await upload(invitee, id)).body.text).toBe("");
});

it("writes nothing of it to the log: no words, no key, no name of a file, no signature", async () => {
  const invitee = await someone();
  const id = await invitee.start();
  answer = () => ({ status: 200, body: JSON.stringify({ text: "canary of the words" }) });
  const { url, recordingId } = await speak(invitee, id);
  await fetch(url);
  const { key } = await world.database.prisma.recording.findUniqueOrThrow({ where: { id: recordingId } });
  const log = lines.join("");
  expect(log).toContain(`/v1/sessions/${id}/recordings`);
  expect(log).toContain("/audio");
  expect(log).toContain("could not be written down");
  for (const secret of ["canary", "a-key-of-theirs", key, new URL(url).searchParams.get("signature") ?? "signature"])
    expect(log).not.toContain(secret);
});

it("is not asked for a session on the simulator, where the others talk with a real model", async () => {
  const someoneElse = await someone();
  const id = await someoneElse.start();
  answer = () => ({ status: 200, body: JSON.stringify({ text: "Hello." }) });
  const invitee = { userId: someoneElse.user.id } as Parameters<typeof keepRecording>[1];
  const before = asked.length;
  const keep = (simulated: boolean) =>
    keepRecording({ ...world, simulated: false }, invitee, { id, simulated }, sample("ogg"));
  expect(await keep(true)).not.toHaveProperty("text");
  expect(asked.length).toBe(before);
  expect((await keep(false)).text).toBe("Hello.");
  expect(asked.length).toBe(before + 1);
});
