import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();

/** What the first exchange of a fresh session reserves: read off a real one that is held at the gate. */
const worstCase = async (content: string): Promise<number> => {
  const invitee = await world.claim();
  const id = await invitee.start();
  world.simulator.gate.close();
  await invitee.post(
    `/v1/sessions/${id}/exchanges`,
    { content },
    { "idempotency-key": randomUUID(), accept: "application/json" },
  );
  const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitee.invitation.id } });
  world.simulator.gate.open();
  await world.running.settled();
  return (usage as { reserved: number }).reserved;
};

const CONTENT = "Which day is the engineer coming?";

describe("thirty sessions of one invitation at once", () => {
  it("lets exactly ten in where the quota is ten worst cases; the others leave nothing behind", async () => {
    const worst = await worstCase(CONTENT);
    const invitee = await world.claim({ quota: { tokens: worst * 10, label: "Race" } });
    const sessions: number[] = [];
    for (let count = 0; count < 30; count++) sessions.push(await invitee.start({ new: true }));
    world.simulator.gate.close();
    const answers = await Promise.all(
      sessions.map((id) =>
        invitee.post(
          `/v1/sessions/${id}/exchanges`,
          { content: CONTENT },
          { "idempotency-key": randomUUID(), accept: "application/json" },
        ),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    expect(statuses.filter((status) => status === 202)).toHaveLength(10);
    expect(statuses.filter((status) => status === 402)).toHaveLength(20);
    const stored = await world.database.prisma.message.count({ where: { sessionId: { in: sessions }, role: "user" } });
    expect(stored).toBe(10);
    expect(await world.database.prisma.exchange.count({ where: { invitationId: invitee.invitation.id } })).toBe(10);
    const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: invitee.invitation.id },
    });
    expect(usage).toEqual({ tokens: 0, reserved: worst * 10 });
    world.simulator.gate.open();
    await world.running.settled();
  });

  it("twenty equal sends at once, on a quota for one: one exchange, and its own equals are not refused by it", async () => {
    const worst = await worstCase(CONTENT);
    const invitee = await world.claim({ quota: { tokens: worst, label: "One" } });
    const id = await invitee.start();
    const key = randomUUID();
    world.simulator.gate.close();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        invitee.post(
          `/v1/sessions/${id}/exchanges`,
          { content: CONTENT },
          { "idempotency-key": key, accept: "application/json" },
        ),
      ),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 202));
    expect(new Set(answers.map(({ body }) => body.exchangeId)).size).toBe(1);
    expect(await world.database.prisma.exchange.count({ where: { sessionId: id } })).toBe(1);
    world.simulator.gate.open();
    await world.running.settled();
  });

  it("would not hold with a read-then-write reservation: the variant, kept to show that the race is real here", async () => {
    const { pool } = world.database;
    await pool.query("CREATE TABLE race (name text PRIMARY KEY, reserved int NOT NULL)");
    await pool.query("INSERT INTO race VALUES ('read-then-write', 0), ('one statement', 0)");
    const [quota, amount] = [1_000, 100];
    const readThenWrite = async (): Promise<boolean> => {
      const { rows } = await pool.query<{ reserved: number }>(
        "SELECT reserved FROM race WHERE name = 'read-then-write'",
      );
      const reserved = rows[0]?.reserved ?? 0;
      if (reserved + amount > quota) return false;
      await pool.query("UPDATE race SET reserved = reserved + $1 WHERE name = 'read-then-write'", [amount]);
      return true;
    };
    const oneStatement = async (): Promise<boolean> =>
      (
        await pool.query(
          "UPDATE race SET reserved = reserved + $1 WHERE name = 'one statement' AND reserved + $1 <= $2",
          [amount, quota],
        )
      ).rowCount === 1;
    const letIn = async (reserve: () => Promise<boolean>) =>
      (await Promise.all(Array.from({ length: 30 }, reserve))).filter(Boolean).length;
    expect(await letIn(readThenWrite)).toBeGreaterThan(10);
    expect(await letIn(oneStatement)).toBe(10);
  });

  it("never lets used and reserved pass the quota, not even by a statement of somebody else", async () => {
    const { id } = await world.invite({ quota: { tokens: 1_000, label: "Check" } });
    const write = (usage: object) =>
      world.database.pool.query(`UPDATE "Invitation" SET usage = $2 WHERE id = $1`, [id, JSON.stringify(usage)]);
    await expect(write({ tokens: 1_001, reserved: 0 })).rejects.toMatchObject({
      constraint: "invitation_within_quota",
    });
    await expect(write({ tokens: -1 })).rejects.toMatchObject({ code: "23514" });
    await expect(write({ tokens: 0, reserved: 5 })).rejects.toMatchObject({ constraint: "reserved_equals_holds" });
  });
});
