import { randomUUID } from "node:crypto";
import { describe, expect, it, vi } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { parseEvents, useTestWorld } from "../test-world.ts";
import { sample, useRecordings } from "./recordings-ground.ts";

const world = await useTestWorld({
  RECORDING_SECONDS: "60",
  RECORDING_BYTES: "20000",
  RECORDINGS_PER_HOUR: "1000",
  EXCHANGES_PER_MINUTE: "1000000",
});
const { prisma, pool } = world.database;
const { upload, someone, say, speak, listen, files } = await useRecordings(world);
await prisma.site.create({
  data: { key: "silent", name: "Silent", pageUrl: "https://silent.example/", origins: ["https://silent.example"] },
});
const staff = { authorization: `Bearer ${await createApiKey(world, world.staffId, "listen", "STAFF")}` };

describe("keeping a recording", () => {
  it("says what may be recorded, where the site takes recordings", async () => {
    const terms = { maxSeconds: 60, maxBytes: 20_000, writtenDown: false };
    expect((await someone()).invitation.voice).toEqual(terms);
    expect((await world.claim({ site: "silent" })).invitation).not.toHaveProperty("voice");
    const { token } = await world.invite({ site: "test-site" });
    expect((await world.call("POST", "/v1/invitations/preview", { token })).body.voice).toEqual(terms);
  });
  it.each([
    ["webm", "audio/webm"],
    ["ogg", "audio/ogg;codecs=opus"],
    ["mp4", "audio/mp4"],
  ] as const)("takes %s", async (name, type) => {
    const invitee = await someone();
    const id = await invitee.start();
    const kept = await upload(invitee, id, sample(name), type);
    expect(kept.status).toBe(201);
    expect(kept.body).toEqual({ recordingId: expect.any(String), seconds: expect.closeTo(1.95, 1) });
    const row = await prisma.recording.findUniqueOrThrow({ where: { id: kept.body.recordingId } });
    expect(row).toMatchObject({ sessionId: id, type: type.split(";")[0], bytes: sample(name).length, tiedAt: null });
    expect(await files()).toContain(row.key);
    const { properties } = await prisma.telemetryEvent.findFirstOrThrow({
      where: { name: "recording_made", sessionId: id },
    });
    expect(properties).toEqual({ seconds: 2, bytes: sample(name).length });
  });
  it("refuses what is none, what is too large, and keeps nothing of it", async () => {
    const invitee = await someone();
    const id = await invitee.start();
    const before = (await files()).length;
    const codeOf = async (...rest: [(Buffer | string)?, string?]) => {
      const { status, body } = await upload(invitee, id, ...rest);
      return `${status} ${body.code}`;
    };
    expect(await codeOf("hello", "text/plain")).toBe("415 not-a-recording");
    expect(await codeOf("{}", "application/json")).toBe("415 not-a-recording");
    expect(await codeOf("not a recording at all", "audio/webm")).toBe("415 not-a-recording");
    expect(await codeOf("", "audio/webm")).toBe("415 not-a-recording");
    expect(await codeOf(sample("picture"), "audio/webm")).toBe("415 not-a-recording");
    expect(await codeOf(Buffer.concat([sample("webm"), Buffer.alloc(20_000)]), "audio/webm")).toBe("413 too-large");
    expect((await files()).length).toBe(before);
    expect(await prisma.recording.count({ where: { sessionId: id } })).toBe(0);
  });
  it("is of one's own session, of a site that takes them, while something can be said", async () => {
    const [one, another] = [await someone(), await someone()];
    const id = await one.start();
    expect((await upload(another, id)).status).toBe(404);
    const elsewhere = await world.claim({ site: "silent" });
    expect((await upload(elsewhere, await elsewhere.start())).body.code).toBe("voice-off");
    await one.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });
    expect((await upload(one, id)).body.code).toBe("wrong-step");
    const revoked = await someone();
    const theirs = await revoked.start();
    await world.call("POST", `/v1/admin/invitations/${revoked.invitation.id}/revoke`, {}, staff);
    expect((await upload(revoked, theirs)).body.code).toBe("revoked");
  });
  it("keeps ten that wait; the oldest makes room", async () => {
    const invitee = await someone();
    const id = await invitee.start();
    const ids: string[] = [];
    for (let n = 0; n < 12; n += 1) ids.push((await upload(invitee, id)).body.recordingId);
    const waiting = await prisma.recording.findMany({ where: { sessionId: id, unwantedAt: null } });
    expect(waiting.map((row) => row.id).toSorted()).toEqual(ids.slice(2).toSorted());
  });
  it("is discarded at once by whoever made it, as long as it was not sent", async () => {
    const [one, another] = [await someone(), await someone()];
    const id = await one.start();
    const { recordingId } = (await upload(one, id)).body;
    const { key } = await prisma.recording.findUniqueOrThrow({ where: { id: recordingId } });
    const drop = (by: typeof one) =>
      world.call("DELETE", `/v1/sessions/${id}/recordings/${recordingId}`, undefined, by.bearer);
    expect((await drop(another)).status).toBe(404);
    expect((await drop(one)).status).toBe(204);
    expect((await drop(one)).status).toBe(404);
    expect(await files()).not.toContain(key);
    const sent = await speak(one, id);
    const path = `/v1/sessions/${id}/recordings/${sent.recordingId}`;
    expect((await world.call("DELETE", path, undefined, one.bearer)).status).toBe(404);
    expect((await listen(sent.url)).status).toBe(200);
  });
});

describe("a message that was spoken", () => {
  it("is told with a signed address, to the invitee, to staff, in the log and in the transcript; never with the key", async () => {
    const invitee = await someone();
    const id = await invitee.start();
    const { recordingId, url } = await speak(invitee, id);
    const { key } = await prisma.recording.findUniqueOrThrow({ where: { id: recordingId } });
    const bytes = sample("webm");
    const heard = await listen(url);
    expect(heard.status).toBe(200);
    expect(heard.headers.get("content-type")).toBe("audio/webm");
    expect(heard.headers.get("x-content-type-options")).toBe("nosniff");
    expect(heard.bytes.equals(bytes)).toBe(true);

    const asStaff = await world.call("GET", `/v1/admin/sessions/${id}`, undefined, staff);
    const transcript = await invitee.get("/v1/me/transcript");
    const events = await fetch(`${world.url}/v1/sessions/${id}/events`, { headers: invitee.bearer });
    const reader = events.body?.pipeThrough(new TextDecoderStream()).getReader();
    const snapshot = parseEvents((await reader?.read())?.value ?? "");
    await reader?.cancel();
    // oxlint-disable-next-line typescript/no-explicit-any -- answers of any shape
    const urlOf = (session: any): string => session.messages.find((one: any) => one.audioUrl !== undefined).audioUrl;
    for (const told of [urlOf(asStaff.body), urlOf(transcript.body.sessions[0]), urlOf(snapshot[0])])
      expect((await listen(told)).bytes.equals(bytes)).toBe(true);
    for (const told of [asStaff.body, transcript.body, snapshot]) {
      expect(JSON.stringify(told)).not.toContain(key);
      expect(JSON.stringify(told)).not.toContain(recordingId);
    }
    expect((await prisma.message.findFirstOrThrow({ where: { sessionId: id, role: "user" } })).audioUrl).toBe(key);
  });
  it("is told with its address as it begins", async () => {
    const invitee = await someone();
    const id = await invitee.start();
    const { recordingId } = (await upload(invitee, id)).body;
    const body = { content: "Aloud.", recordingId };
    const key = randomUUID();
    const send = () => invitee.post(`/v1/sessions/${id}/exchanges`, body, { "idempotency-key": key });
    const start = parseEvents((await send()).body).find(({ type }) => type === "exchange-start");
    const url = start?.type === "exchange-start" ? start.userMessage.audioUrl : undefined;
    expect((await listen(url ?? "")).status).toBe(200);
    // The same request again is the same exchange; with another recording it is another request.
    const again = parseEvents((await send()).body).find(({ type }) => type === "exchange-start");
    expect(again).toMatchObject({ exchangeId: (start as { exchangeId: string }).exchangeId });
    expect((await say(invitee, id, {}, key)).body.code).toBe("key-reused");
  });
  it("is heard in parts, as Safari asks", async () => {
    const invitee = await someone();
    const { url } = await speak(invitee, await invitee.start());
    const bytes = sample("webm");
    const part = await listen(url, { range: "bytes=10-19" });
    expect(part.status).toBe(206);
    expect(part.headers.get("content-range")).toBe(`bytes 10-19/${bytes.length}`);
    expect(part.bytes.equals(bytes.subarray(10, 20))).toBe(true);
    const rest = await listen(url, { range: `bytes=${bytes.length - 3}-` });
    expect(rest.bytes.equals(bytes.subarray(-3))).toBe(true);
    expect((await listen(url, { range: "bytes=99999999-" })).status).toBe(416);
    const head = await fetch(url, { method: "HEAD" });
    expect([head.status, head.headers.get("content-length")]).toEqual([200, String(bytes.length)]);
  });
  it("is not heard by a link that ended, was changed, or is another message's", async () => {
    const invitee = await someone();
    const { url } = await speak(invitee, await invitee.start());
    const changed = new URL(url);
    changed.searchParams.set("until", String(Number(changed.searchParams.get("until")) + 3_600));
    expect((await listen(changed.href)).status).toBe(404);
    expect((await listen(url.replace(/messages\/\d+/, "messages/1"))).status).toBe(404);
    expect((await listen(url.split("?")[0] ?? "")).status).toBe(404);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 62 * 60_000 });
    try {
      const ended = await listen(url);
      expect(ended.status).toBe(410);
      expect(JSON.parse(ended.bytes.toString()).code).toBe("link-expired");
    } finally {
      vi.useRealTimers();
    }
  });
  it("begins a branch, too", async () => {
    const invitee = await someone();
    const id = await invitee.start();
    const first = (await say(invitee, id, {})).body;
    await world.running.settled();
    const { recordingId } = (await upload(invitee, id)).body;
    const path = `/v1/exchanges/${first.exchangeId}/branches`;
    expect((await invitee.post(path, { recordingId })).status).toBe(422);
    const key = { "idempotency-key": randomUUID(), accept: "application/json" };
    expect((await invitee.post(path, { content: "Aloud, again.", recordingId }, key)).status).toBe(202);
    await world.running.settled();
    const { branches } = (await invitee.get(`/v1/sessions/${id}`)).body;
    expect((await listen(branches[0].messages[0].audioUrl)).status).toBe(200);
  });
});

describe("one recording, one message", () => {
  it("is refused a second time, and where it is of another session or nobody's", async () => {
    const [one, another] = [await someone(), await someone()];
    const [id, theirs] = [await one.start(), await another.start()];
    const { recordingId } = (await upload(one, id)).body;
    expect((await say(another, theirs, { recordingId })).status).toBe(404);
    expect((await say(one, id, { recordingId: "nothing-here" })).status).toBe(404);
    expect((await say(one, id, { recordingId: "../secret" })).status).toBe(422);
    expect((await say(one, id, { recordingId })).status).toBe(202);
    await world.running.settled();
    const second = await say(one, id, { recordingId });
    expect([second.status, second.body.code]).toEqual([409, "recording-used"]);
    expect(await prisma.exchange.count({ where: { sessionId: id } })).toBe(1);
    const { rows } = await pool.query(`SELECT usage FROM "Invitation" WHERE id = $1`, [one.invitation.id]);
    expect(rows[0].usage.reserved).toBe(0);
  });
  it("is one message's, however many ask for it at once", async () => {
    const invitee = await someone();
    const id = await invitee.start();
    for (let round = 0; round < 3; round += 1) {
      const { recordingId } = (await upload(invitee, id)).body;
      const all = await Promise.all(Array.from({ length: 8 }, () => say(invitee, id, { recordingId })));
      expect(all.filter(({ status }) => status === 202).length).toBe(1);
      for (const { status, body } of all)
        expect(["exchange-running", "recording-used", "conflict", 202]).toContain(status === 202 ? status : body.code);
      await world.running.settled();
    }
    const messages = await prisma.message.findMany({ where: { sessionId: id, audioUrl: { not: null } } });
    expect(messages.length).toBe(3);
    expect(await prisma.exchange.count({ where: { sessionId: id } })).toBe(3);
  });
  it("is kept where nothing fits any more, and goes with the message that does", async () => {
    const invitee = await world.claim({ site: "test-site", quota: { tokens: 100, label: "Nothing" } });
    const id = await invitee.start();
    const { recordingId } = (await upload(invitee, id)).body;
    expect((await say(invitee, id, { recordingId })).status).toBe(402);
    const path = `/v1/admin/invitations/${invitee.invitation.id}`;
    await world.call("PATCH", path, { quotaTokens: 2_000_000 }, staff);
    expect((await say(invitee, id, { recordingId })).status).toBe(202);
    await world.running.settled();
  });
});
