import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { recount } from "../../src/figures/count-store.ts";
import { reapplyErasures } from "../../src/rights/reapply-erasures.ts";
import { dump } from "../rights/rights-ground.ts";
import { useTestWorld } from "../test-world.ts";
import { countToTheEnd } from "./count-to-the-end.ts";

const world = await useTestWorld();
const { pool } = world.database;
const figures = async () => ({
  usage: (await pool.query(`SELECT * FROM "UsageFigure" ORDER BY grain, at, "facetId", model, lane`)).rows,
  events: (await pool.query(`SELECT * FROM "EventFigure" ORDER BY grain, at, "facetId", name, detail`)).rows,
});
const talk = async () => {
  const invitee = await world.claim();
  await invitee.exchange(await invitee.start(), "Good evening.");
  await world.running.settled();
  return invitee;
};

it("a restored backup has the figures of then, counts on from there, and forgets whom it has to", async () => {
  const gone = await talk();
  await talk();
  await countToTheEnd(pool);
  // Something waits to be counted while the backup is made.
  await talk();
  const backup = await dump(pool);
  await countToTheEnd(pool);
  const then = await figures();

  await talk();
  await gone.post("/v1/me/erasure", { confirm: true });
  await countToTheEnd(pool);
  expect(await figures()).not.toEqual(then);

  await backup.restore();
  await countToTheEnd(pool);
  expect(await figures()).toEqual(then);
  expect((await reapplyErasures(world)).erased).toBe(1);
  await countToTheEnd(pool);
  await pool.query(
    `INSERT INTO "UsageLog" (id, model, "streamType", "inputTokens", "outputTokens") VALUES ($1, 'after', 'partner', 1, 1)`,
    [randomUUID()],
  );
  await countToTheEnd(pool);
  const counted = await figures();
  await recount(pool, new Date(0));
  expect(await figures()).toEqual(counted);
});
