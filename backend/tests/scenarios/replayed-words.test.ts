import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import { keepRetention } from "../../src/retention/keep-retention.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const staff = await atConsole(world, "STAFF");
const { prisma, pool } = world.database;
const said = async (word: string): Promise<number> =>
  prisma.message.count({ where: { content: { contains: word }, role: "user" } });

const made = { slug: `s-${randomUUID()}`, name: "A copy", from: "the-heating-is-off" };
const scenario = (await staff.post("/v1/admin/scenarios", made)).body as { id: number };
const replays = `/v1/admin/scenarios/${scenario.id}/replays`;

const stateOf = async (id: string): Promise<string> => (await staff.get(`/v1/admin/replays/${id}`)).body.state;
/** A session of one line with a word of its own, said again to the draft, and that again. */
const replayedTwice = async () => {
  const word = `word${randomUUID().replaceAll("-", "")}`;
  const invitee = await world.claim({ site: "test-site" });
  const session = await invitee.start();
  await invitee.exchange(session, `I say ${word}.`);
  await world.running.settled();
  let sessionId = session;
  const ids: string[] = [];
  for (let step = 0; step < 2; step += 1) {
    const { body } = await staff.post(replays, { sessionId });
    await staff.post(`/v1/admin/replays/${body.id}/next`);
    await vi.waitFor(async () => expect(await stateOf(body.id)).toBe("ended"));
    await world.running.settled();
    sessionId = body.sessionId;
    ids.push(body.id);
  }
  return { word, invitee, session, last: sessionId, ids };
};
const nothingLeft = async ({ word, session, last, ids }: Awaited<ReturnType<typeof replayedTwice>>) => {
  expect(await said(word)).toBe(0);
  const exchanges = await prisma.exchange.count();
  for (const id of ids) {
    const { status, body } = await staff.post(`/v1/admin/replays/${id}/next`);
    expect([status, body.turns]).toEqual([202, []]);
  }
  for (const sessionId of [session, last]) expect((await staff.post(replays, { sessionId })).status).toBe(422);
  expect(await prisma.exchange.count()).toBe(exchanges);
  const { rows } = await pool.query(
    `SELECT i."revokedAt" IS NOT NULL AS revoked FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = $1`,
    [last],
  );
  expect(rows).toEqual([{ revoked: true }]);
};

it("whoever is erased is erased from what staff said again of theirs, too", async () => {
  const another = await replayedTwice();
  const erased = await replayedTwice();
  expect(await said(erased.word)).toBe(3);
  expect((await erased.invitee.post("/v1/me/erasure", { confirm: true })).body.status).toBe("erased");
  await nothingLeft(erased);
  expect(await said(another.word)).toBe(3);
});

it("an erasure stops a line that is being said again at this moment", async () => {
  const replayed = await replayedTwice();
  const { body } = await staff.post(replays, { sessionId: replayed.session });
  world.simulator.gate.close({ lane: "partner", afterTokens: 1 });
  try {
    expect((await staff.post(`/v1/admin/replays/${body.id}/next`)).body.state).toBe("running");
    expect((await replayed.invitee.post("/v1/me/erasure", { confirm: true })).body.status).toBe("erased");
  } finally {
    world.simulator.gate.open();
  }
  await nothingLeft(replayed);
});

it("what is past its site's days goes from what was said again of it, but not while a line of it is being said", async () => {
  const replayed = await replayedTwice();
  const { body } = await staff.post(replays, { sessionId: replayed.session });
  await pool.query(
    `UPDATE "ConversationSession" SET status = 'COMPLETED', "lastActivityAt" = now() - interval '31 days' WHERE id = $1`,
    [replayed.session],
  );
  await prisma.site.update({ where: { key: "test-site" }, data: { retentionDays: 30 } });
  world.simulator.gate.close({ lane: "partner", afterTokens: 1 });
  try {
    expect((await staff.post(`/v1/admin/replays/${body.id}/next`)).body.state).toBe("running");
    expect(await keepRetention(world)).toBe(0);
    expect(await said(replayed.word)).toBe(4);
  } finally {
    world.simulator.gate.open();
  }
  await world.running.settled();
  expect(await keepRetention(world)).toBe(1);
  await nothingLeft(replayed);
});
