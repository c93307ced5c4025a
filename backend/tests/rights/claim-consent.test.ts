import { expect, it } from "vitest";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;

const claim = async (token: string, research?: boolean) => {
  const consent = { ...CONSENT, ...(research === undefined ? {} : { research }) };
  const { status, body } = await world.call("POST", "/v1/invitations/claim", { token, consent });
  expect(status).toBe(200);
  return { userId: body.user.id as string, bearer: { authorization: `Bearer ${body.accessToken}` } };
};
const wordsOf = (userId: string) =>
  prisma.consent.findMany({ where: { userId }, orderBy: { createdAt: "asc" }, select: { research: true } });
const researchOf = async (bearer: Record<string, string>) =>
  (await world.call("GET", "/v1/me/consent", undefined, bearer)).body.research;

it("coming back without a word on research keeps the one that stands, and writes nothing", async () => {
  const { token } = await world.invite();
  const { userId } = await claim(token, true);
  const again = await claim(token);
  expect(again.userId).toBe(userId);
  expect(await wordsOf(userId)).toEqual([{ research: true }]);
  expect(await researchOf(again.bearer)).toBe(true);
  // The same word once more is no new one.
  await claim(token, true);
  expect(await wordsOf(userId)).toHaveLength(1);
});

it("a box left alone at the first claim allows nothing, is written once, and can be ticked later", async () => {
  const { token } = await world.invite();
  const first = await claim(token);
  await claim(token);
  expect(await wordsOf(first.userId)).toEqual([{ research: false }]);
  expect(await researchOf(first.bearer)).toBe(false);
  const { bearer } = await claim(token, true);
  expect(await researchOf(bearer)).toBe(true);
});

it("a word that says something else is a new row: a no takes the standing yes back", async () => {
  const { token } = await world.invite();
  const { userId } = await claim(token, true);
  const { bearer } = await claim(token, false);
  expect(await researchOf(bearer)).toBe(false);
  expect(await wordsOf(userId)).toEqual([{ research: true }, { research: false }]);
  expect((await world.call("GET", "/v1/me/consent", undefined, bearer)).body.withdrawnAt).not.toBeNull();
  // And whoever comes back afterwards without a word says no yes.
  expect(await researchOf((await claim(token)).bearer)).toBe(false);
});

it("another version of the service is agreed to anew; research stays as it stands", async () => {
  const { token } = await world.invite();
  const { userId } = await claim(token, true);
  await pool.query(`UPDATE "Consent" SET service = 'an older text' WHERE "userId" = $1`, [userId]);
  const { bearer } = await claim(token);
  const { body } = await world.call("GET", "/v1/me/consent", undefined, bearer);
  expect(body).toMatchObject({ service: CONSENT.service, research: true });
  expect(await wordsOf(userId)).toHaveLength(2);
});
