import { expect, it } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();

const withComment = async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  await invitee.exchange(id, "You never answer me. It has been cold for nine days!");
  await world.running.settled();
  const messages = async (): Promise<{ id: number; role: string; helpful: boolean | null }[]> =>
    (await invitee.get(`/v1/sessions/${id}`)).body.messages;
  const comment = (await messages()).find(({ role }) => role === "coach");
  if (!comment) throw new Error("the coach said nothing");
  const rate = async (helpful: unknown, messageId = comment.id) =>
    (await invitee.post(`/v1/sessions/${id}/feedback`, { messageId, helpful })).status;
  const rated = async () => (await messages()).find((message) => message.id === comment.id)?.helpful;
  return { invitee, id, comment, messages, rate, rated };
};

it("what an invitee thinks of a comment is kept, can be changed and taken back, and each change is told once", async () => {
  const { id, comment, rate, rated } = await withComment();
  const cursor = await world.log.position(id);
  expect(await rated()).toBeNull();
  expect([await rate(true), await rate(true)]).toEqual([204, 204]);
  expect(await rated()).toBe(true);
  expect(await rate(false)).toBe(204);
  expect(await rated()).toBe(false);
  expect(await rate(null)).toBe(204);
  expect(await rated()).toBeNull();

  const told = await world.log.past(id, cursor, await world.log.position(id));
  const event = (helpful: boolean | null) => ({ type: "comment-rated", messageId: comment.id, helpful });
  expect(told).toEqual([event(true), event(false), event(null)]);
  const { rows } = await world.database.pool.query(
    `SELECT properties->'helpful' AS helpful FROM "TelemetryEvent" WHERE "sessionId" = $1 AND name = 'comment_rated' ORDER BY "createdAt"`,
    [id],
  );
  expect(rows.map(({ helpful }) => helpful)).toEqual([true, false, null]);
});

it("of twenty equal clicks at once one is told", async () => {
  const { id, rate } = await withComment();
  const cursor = await world.log.position(id);
  expect(new Set(await Promise.all(Array.from({ length: 20 }, () => rate(true))))).toEqual(new Set([204]));
  expect(await world.log.past(id, cursor, await world.log.position(id))).toHaveLength(1);
});

it("only comments of one's own session can be rated, and staff read what was said", async () => {
  const { id, comment, messages, rate } = await withComment();
  const other = await withComment();
  const mine = (await messages()).find(({ role }) => role === "user")?.id ?? 0;
  expect([await rate(true, mine), await rate(true, other.comment.id), await rate(true, 2_000_000_000)]).toEqual([
    404, 404, 404,
  ]);
  expect([await rate("yes"), await rate(undefined)]).toEqual([422, 422]);
  expect(await other.rated()).toBeNull();
  await rate(false);
  const key = await createApiKey(world, world.staffId, "tests", "STAFF");
  const seen = await world.call("GET", `/v1/admin/sessions/${id}`, undefined, { authorization: `Bearer ${key}` });
  expect(seen.body.messages.find((message: { id: number }) => message.id === comment.id).helpful).toBe(false);
});
