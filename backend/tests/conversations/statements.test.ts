// An exchange's fixed cost is mostly how many statements it sends (docs/benchmarks.md): none comes back unseen.
import pg from "pg";
import { afterEach, expect, it, vi } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
afterEach(() => void vi.restoreAllMocks());

/** Of a second exchange: the first one finds caches empty. */
it("an exchange with its comment asks the database at most twelve times", async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  await invitee.exchange(id, "Hello there.");
  const asked: string[] = [];
  const query = pg.Client.prototype.query as (...words: unknown[]) => unknown;
  vi.spyOn(pg.Client.prototype, "query").mockImplementation(function (this: pg.Client, ...words: unknown[]) {
    const [first] = words;
    asked.push(typeof first === "string" ? first : ((first as pg.QueryConfig).name ?? (first as pg.QueryConfig).text));
    return query.apply(this, words) as never;
  });
  await invitee.exchange(id, "And how long has it been like this?");
  // What runs beside it on its own clock: leases, sweeps, and checkpoints, however many lanes there are.
  const own = asked.filter(
    (text) => !/ServerLease|checkpoint|FOR UPDATE SKIP LOCKED|expiresAt" <=|abandon/i.test(text),
  );
  expect(own.length, own.join("\n")).toBeLessThanOrEqual(12);
  expect(own).toContain("standing");
});
