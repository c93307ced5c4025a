import { randomUUID } from "node:crypto";
import { utimesSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { mergeOf, makeUser } from "../people/merge-ground.ts";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { recordingsFolder } from "../../src/recordings/folder-storage.ts";
import { newKey } from "../../src/recordings/recording-key.ts";
import { sweepRecordings } from "../../src/recordings/sweep-recordings.ts";
import { useTestWorld } from "../test-world.ts";
import { sample, useRecordings } from "./recordings-ground.ts";

const world = await useTestWorld({ RECORDINGS_PER_HOUR: "1000" });
const { prisma, pool } = world.database;
const { upload, someone, speak, listen, files } = await useRecordings(world);
const keyOf = async (id: string): Promise<string> => (await prisma.recording.findUniqueOrThrow({ where: { id } })).key;

it("erasure takes every recording with it, sent or not, file and row, and the link is dead at once", async () => {
  const [invitee, another] = [await someone(), await someone()];
  const [id, theirs] = [await invitee.start(), await another.start()];
  const sent = await speak(invitee, id);
  const waiting = (await upload(invitee, id)).body.recordingId;
  const kept = await speak(another, theirs);
  const keys = [await keyOf(sent.recordingId), await keyOf(waiting)];
  expect((await invitee.post("/v1/me/erasure", { confirm: true })).body.status).toBe("erased");
  expect((await listen(sent.url)).status).toBe(404);
  expect(await prisma.recording.count({ where: { sessionId: id } })).toBe(0);
  const left = await files();
  for (const key of keys) expect(left).not.toContain(key);
  const { rows } = await pool.query(`SELECT FROM "Message" WHERE "audioUrl" = ANY($1)`, [keys]);
  expect(rows).toEqual([]);
  expect((await listen(kept.url)).status).toBe(200);
});

it("what is uploaded while a person is erased is kept for nobody", async () => {
  for (let round = 0; round < 4; round += 1) {
    const invitee = await someone();
    const id = await invitee.start();
    const [, ...uploads] = await Promise.all([
      invitee.post("/v1/me/erasure", { confirm: true }),
      ...Array.from({ length: 6 }, () => upload(invitee, id)),
    ]);
    for (const { status } of uploads) expect([201, 401, 404, 410]).toContain(status);
    await sweepRecordings(world);
    expect(await prisma.recording.count({ where: { sessionId: id } })).toBe(0);
  }
  const known = (await prisma.recording.findMany()).map(({ key }) => key);
  expect((await files()).toSorted()).toEqual(known.toSorted());
});

it("what was never sent goes after an hour, what waits or was sent stays", async () => {
  const invitee = await someone();
  const id = await invitee.start();
  const [old, fresh] = [(await upload(invitee, id)).body.recordingId, (await upload(invitee, id)).body.recordingId];
  const sent = await speak(invitee, id);
  await pool.query(`UPDATE "Recording" SET "createdAt" = now() - interval '61 minutes' WHERE id = ANY($1)`, [
    [old, sent.recordingId],
  ]);
  const [oldKey, freshKey] = [await keyOf(old), await keyOf(fresh)];
  expect(await sweepRecordings(world)).toBe(1);
  expect(await files()).not.toContain(oldKey);
  expect(await files()).toContain(freshKey);
  expect((await listen(sent.url)).status).toBe(200);
  const late = { content: "Too late.", recordingId: old };
  expect((await invitee.post(`/v1/sessions/${id}/exchanges`, late, { "idempotency-key": randomUUID() })).status).toBe(
    404,
  );
});

it("goes with whatever takes it from its message, or the session away", async () => {
  const invitee = await someone();
  const [one, two] = [await invitee.start(), await invitee.start({ new: true })];
  const [first, second] = [await speak(invitee, one), await speak(invitee, two)];
  const keys = [await keyOf(first.recordingId), await keyOf(second.recordingId)];
  await pool.query(`UPDATE "Message" SET content = '', "audioUrl" = NULL WHERE "sessionId" = $1`, [one]);
  await pool.query(`DELETE FROM "UsageLog" WHERE "sessionId" = $1`, [two]);
  await pool.query(`DELETE FROM "ConversationSession" WHERE id = $1`, [two]);
  expect(await sweepRecordings(world)).toBe(2);
  for (const key of keys) expect(await files()).not.toContain(key);
  expect(await prisma.recording.count({ where: { id: { in: [first.recordingId, second.recordingId] } } })).toBe(0);
});

it("a file that no row tells of goes once it is old, and nothing else does", async () => {
  const [stray, fresh] = [newKey("audio/ogg"), newKey("audio/ogg")];
  for (const key of [stray, fresh]) await world.recordingStorage.write(key, sample("ogg"));
  utimesSync(join(recordingsFolder(world.config), stray), new Date(0), new Date(0));
  const invitee = await someone();
  const sent = await speak(invitee, await invitee.start());
  utimesSync(join(recordingsFolder(world.config), await keyOf(sent.recordingId)), new Date(0), new Date(0));
  expect(await sweepRecordings(world)).toBe(1);
  expect(await files()).not.toContain(stray);
  expect(await files()).toContain(fresh);
  expect((await listen(sent.url)).status).toBe(200);
});

it("a file that cannot be removed keeps its row, and goes the next time", async () => {
  const invitee = await someone();
  const id = await invitee.start();
  const { recordingId } = (await upload(invitee, id)).body;
  await pool.query(`UPDATE "Recording" SET "unwantedAt" = now() WHERE id = $1`, [recordingId]);
  const broken = { ...world.recordingStorage, remove: () => Promise.reject(new Error("the disk is away")) };
  await expect(sweepRecordings({ ...world, recordingStorage: broken })).rejects.toThrow("away");
  expect(await prisma.recording.count({ where: { id: recordingId } })).toBe(1);
  expect(await sweepRecordings(world)).toBe(1);
  expect(await prisma.recording.count({ where: { id: recordingId } })).toBe(0);
});

it("a merge keeps what was spoken", async () => {
  const guest = await someone();
  const id = await guest.start();
  const { url, recordingId } = await speak(guest, id);
  const userId = await makeUser(world);
  await mergeUsers(world, mergeOf(guest, userId));
  expect((await prisma.conversationSession.findUniqueOrThrow({ where: { id } })).userId).toBe(userId);
  expect(await sweepRecordings(world)).toBe(0);
  expect((await listen(url)).bytes.equals(sample("webm"))).toBe(true);
  expect((await prisma.recording.findUniqueOrThrow({ where: { id: recordingId } })).sessionId).toBe(id);
});
