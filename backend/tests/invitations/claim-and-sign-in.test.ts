import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { inTransaction } from "../../src/database/in-transaction.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";
import { whileHeld } from "../while-held.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;

it("a claim by a link that is issued anew at the same moment is one by an unknown link", async () => {
  const { token, id } = await world.invite();
  await world.claimToken(token);
  const [claimed] = await whileHeld(
    pool,
    (client) =>
      client.query(`UPDATE "Invitation" SET token = $2, "tokenVersion" = "tokenVersion" + 1 WHERE id = $1`, [
        id,
        randomUUID(),
      ]),
    [() => world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT })],
  );
  expect([claimed?.status, claimed?.body.code]).toEqual([404, "invitation-not-found"]);
  expect(await prisma.loginSession.count({ where: { invitationId: id } })).toBe(1);
});

it("a claim that meets a sign-in leaves no login by the link alone, whichever comes first", async () => {
  for (let round = 0; round < 20; round++) {
    const { token, id } = await world.invite();
    const { user } = await world.claimToken(token);
    const signIn = inTransaction(pool, async (client) => {
      await client.query(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [user.id]);
      await client.query(
        `INSERT INTO "ExternalIdentity" (id, "userId", provider, "externalId") VALUES ($1, $2, 'google', $1)`,
        [randomUUID(), user.id],
      );
      await client.query(`SELECT pg_sleep(0.01)`);
      await client.query(`UPDATE "LoginSession" SET "revokedAt" = now() WHERE "userId" = $1 AND "revokedAt" IS NULL`, [
        user.id,
      ]);
    });
    const claims = await Promise.all(
      Array.from({ length: 5 }, (_, device) =>
        world.call("POST", "/v1/invitations/claim", { token, deviceId: `device-${device}`, consent: CONSENT }),
      ),
    );
    await signIn;
    expect(claims.every(({ status, body }) => status === 200 || body.code === "invitation-used")).toBe(true);
    expect(await prisma.loginSession.count({ where: { invitationId: id, revokedAt: null } })).toBe(0);
  }
}, 60_000);
