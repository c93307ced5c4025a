import { randomUUID } from "node:crypto";
import { mkdirSync, readdirSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import { createAudioLinks } from "../../src/recordings/audio-link.ts";
import { createFolderStorage } from "../../src/recordings/folder-storage.ts";
import { readAudio } from "../../src/recordings/read-audio.ts";
import { isKey, newKey } from "../../src/recordings/recording-key.ts";
import { sample } from "./recordings-ground.ts";

describe("what a file is", () => {
  it.each([
    ["webm", "audio/webm"],
    ["ogg", "audio/ogg"],
    ["mp4", "audio/mp4"],
  ] as const)("%s is told by its bytes, and its length by its packets", async (name, type) => {
    const read = await readAudio(sample(name));
    expect(read?.type).toBe(type);
    expect(read?.seconds).toBeCloseTo(1.95, 1);
    // The one after it, too, and both at once.
    expect(await Promise.all([readAudio(sample(name)), readAudio(sample(name))])).toEqual([read, read]);
  });
  it("no picture, no text, nothing cut off before its sound, nothing empty", async () => {
    expect(await readAudio(sample("picture"))).toBeNull();
    expect(await readAudio(Buffer.from("<script>alert(1)</script>"))).toBeNull();
    expect(await readAudio(sample("webm").subarray(0, 40))).toBeNull();
    expect(await readAudio(Buffer.alloc(0))).toBeNull();
    expect(await readAudio(Buffer.concat([Buffer.from("RIFF"), sample("ogg")]))).toBeNull();
  });
  it("one that tells of thousands of millions of packets takes neither the memory nor the time of this process", async () => {
    const bomb = sample("mp4");
    const run = bomb.indexOf("trun");
    // No sample tells its own length or size any more: they are as many as the header says.
    bomb.writeUInt32BE(0, run + 4);
    bomb.writeUInt32BE(0xffff_ffff, run + 8);
    let ticks = 0;
    const tick = setInterval(() => (ticks += 1), 10);
    const read = await Promise.all([readAudio(bomb), readAudio(sample("webm"))]);
    clearInterval(tick);
    expect(read.map((it) => it?.type ?? null)).toEqual([null, "audio/webm"]);
    expect(ticks).toBeGreaterThan(10);
  });
});

describe("an address", () => {
  let now = Date.UTC(2026, 0, 1);
  const links = createAudioLinks(Buffer.alloc(32, 1), {
    minutes: 60,
    publicUrl: () => "https://talk.example",
    now: () => now,
  });
  const partsOf = (url: string) => Object.fromEntries(new URL(url).searchParams) as Record<string, string>;

  it("is good for its message until it ends, and for no other", () => {
    const { until, signature } = partsOf(links.sign(7));
    expect(links.check(7, until, signature)).toBe("good");
    expect(links.check(8, until, signature)).toBe("wrong");
    expect(links.check(7, String(Number(until) + 60), signature)).toBe("wrong");
    now += 59 * 60_000;
    expect(links.check(7, until, signature)).toBe("good");
    now += 3 * 60_000;
    expect(links.check(7, until, signature)).toBe("expired");
  });
  it("is no good in pieces, twice, or under another key", () => {
    const { until, signature } = partsOf(links.sign(7));
    for (const wrong of [undefined, "", "x", [signature, signature], `${signature}=`])
      expect(links.check(7, until, wrong)).toBe("wrong");
    for (const wrong of [undefined, "", "-1", "1e9", [until], `${until}.0`])
      expect(links.check(7, wrong, signature)).toBe("wrong");
    const other = createAudioLinks(Buffer.alloc(32, 2), { minutes: 60, publicUrl: () => "", now: () => now });
    expect(other.check(7, until, signature)).toBe("wrong");
  });
});

describe("the folder", () => {
  it("keeps, gives back whole and in parts, forgets, and lists what is older", async () => {
    const folder = join(await mkdtemp(join(tmpdir(), "sidecoach-test-")), "recordings");
    const storage = createFolderStorage(folder);
    const key = newKey("audio/webm");
    expect(await storage.open(key)).toBeNull();
    await storage.write(key, Buffer.from("0123456789"));
    await storage.write(key, Buffer.from("0123456789"));
    const file = await storage.open(key);
    expect(file?.size).toBe(10);
    expect(file && (await text(file.read()))).toBe("0123456789");
    expect(file && (await text(file.read({ start: 2, end: 4 })))).toBe("234");
    // Other users of the machine cannot read it.
    expect(statSync(join(folder, key)).mode & 0o077).toBe(0);
    utimesSync(join(folder, key), new Date(1_000), new Date(1_000));
    const crashed = `${newKey("audio/ogg")}.part`;
    writeFileSync(join(folder, crashed), "half");
    writeFileSync(join(folder, "notes.txt"), "somebody's own");
    const before = async (moment: Date) => {
      const keys: string[] = [];
      for await (const one of storage.keysBefore(moment)) keys.push(one);
      return keys.toSorted();
    };
    expect(await before(new Date(2_000))).toEqual([key]);
    expect(await before(new Date(Date.now() + 1_000))).toEqual([key, crashed.slice(0, -5)].toSorted());
    await storage.remove(crashed.slice(0, -5));
    await storage.remove(key);
    await storage.remove(key);
    expect(readdirSync(folder)).toEqual(["notes.txt"]);
  });
  it("knows no other names", async () => {
    const parent = await mkdtemp(join(tmpdir(), "sidecoach-test-"));
    const folder = join(parent, "recordings");
    mkdirSync(folder);
    writeFileSync(join(parent, "secret-key"), "secret");
    const storage = createFolderStorage(folder);
    const id = randomUUID();
    for (const wrong of ["../secret-key", "", ".", `${id}.exe`, `${id}.webm/..`, `a/${id}.webm`, `${id}.webm\0`]) {
      expect(isKey(wrong)).toBe(false);
      expect(await storage.open(wrong)).toBeNull();
      await expect(storage.write(wrong, Buffer.from("x"))).rejects.toThrow("no key");
      await storage.remove(wrong);
    }
    expect(readdirSync(parent).toSorted()).toEqual(["recordings", "secret-key"]);
  });
  it("is empty before anything was kept", async () => {
    const storage = createFolderStorage(join(tmpdir(), `sidecoach-test-${randomUUID()}`));
    for await (const key of storage.keysBefore(new Date())) throw new Error(key);
    expect(await storage.open(newKey("audio/mp4"))).toBeNull();
  });
});
