import { afterAll, beforeAll, expect, inject, it } from "vitest";
import { type Arena, openArena } from "./arena.ts";
import { hasRedis } from "./redis-server.ts";
import { stormOfDisconnects } from "./storms/disconnects.ts";
import { rollingRestart } from "./storms/rolling-restart.ts";
import { stormOfSends } from "./storms/sends.ts";

// The same storms at their full size: npm run chaos -- --storm NAME
const ground = hasRedis() ? "redis" : "memory";
let arena: Arena;
let slow: Arena;
beforeAll(async () => {
  arena = await openArena(inject("postgresUrl"), { stallMs: 30_000 });
  slow = await openArena(inject("postgresUrl"), {
    speed: { firstTokenMs: [100, 300], tokensPerSecond: 30 },
    config: { drainSeconds: 60 },
    stallMs: 30_000,
  });
});
afterAll(async () => {
  await arena.close();
  await slow.close();
});

it("1,000 equal and reordered sends: one exchange a key, one call a key and lane", async () => {
  const report = await stormOfSends(arena, ground, 1_000);
  console.log(JSON.stringify(report));
  expect(report.wrong).toEqual([]);
  expect(report).toMatchObject({ keys: 20, exchanges: 20, partnerCalls: 20, coachCalls: 20 });
}, 120_000);

it("500 disconnects at random bytes: every transcript is the database's", async () => {
  const report = await stormOfDisconnects(arena, ground, 500);
  console.log(JSON.stringify(report));
  expect(report.wrong).toEqual([]);
  expect(report.disconnects).toBeGreaterThanOrEqual(500);
}, 120_000);

it("a rolling restart under 20 streams: nothing lost, nothing doubled, no error that a person sees", async () => {
  const report = await rollingRestart(slow, ground, 20);
  console.log(JSON.stringify(report));
  expect(report.wrong).toEqual([]);
  expect(report).toMatchObject({ exchanges: 40, completed: 40, partnerCalls: 40, problems: 0 });
}, 120_000);
