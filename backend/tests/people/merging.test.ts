// What stands around a merge, each thing by itself: the mutation tests break the pieces one by one (docs/mutation.md).
import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import { describe, expect, it } from "vitest";
import { inTransaction } from "../../src/database/in-transaction.ts";
import { decrypt } from "../../src/identity/encrypt.ts";
import { identityTaken } from "../../src/people/identity-taken.ts";
import { consentsToRestrict, type StandingConsent } from "../../src/people/merge-consents.ts";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { signInAgain } from "../../src/people/sign-in-again.ts";
import { userSecret } from "../../src/people/user-secret-store.ts";
import { useTestWorld } from "../test-world.ts";
import { makeUser, mergeOf } from "./merge-ground.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const within = <T>(work: (client: PoolClient) => Promise<T>) => inTransaction(pool, work);
const WORDS = { message: expect.stringMatching(/\w+ \w+/) };

describe("whoever has an account already", () => {
  it("is asked, with what would go where", async () => {
    const guest = await world.claim();
    const sessionId = await guest.start();
    await guest.exchange(sessionId, "Good evening.");
    await world.running.settled();
    const target = { name: "Ada", avatarUrl: "https://a.example/a.png", provider: "google", userId: "not told" };
    const problem = await within((client) => identityTaken(client, { sourceId: guest.user.id, target }));
    const { totalMessages } = await prisma.conversationSession.findUniqueOrThrow({ where: { id: sessionId } });
    expect(totalMessages).toBeGreaterThan(0);
    expect(problem).toMatchObject({ code: "identity-taken", status: 409, ...WORDS });
    expect(problem.extension).toEqual({
      from: { sessions: 1, messages: totalMessages },
      into: { name: "Ada", avatarUrl: "https://a.example/a.png", provider: "google" },
    });
    const empty = await within((client) => identityTaken(client, { sourceId: "nobody", target }));
    expect(empty.extension["from"]).toEqual({ sessions: 0, messages: 0 });
  });
});

describe("a sign-in anew", () => {
  const hashOf = (id: string, generation: number) => `${id}#${generation}`;
  const again = (loginSessionId: string, userId: string) =>
    within((client) => signInAgain(client, { loginSessionId, userId }, hashOf));
  const loginOf = async (userId: string) => prisma.loginSession.findFirstOrThrow({ where: { userId } });

  it("ends the old one, on the same device and invitation, as somebody else", async () => {
    const { token } = await world.invite();
    const guest = await world.claimToken(token, "the device");
    const old = await loginOf(guest.user.id);
    const userId = await makeUser(world);
    const made = await again(old.id, userId);
    expect(made).toEqual({ id: expect.any(String), userId, invitationId: guest.invitation.id });
    expect(await prisma.loginSession.findUniqueOrThrow({ where: { id: made?.id ?? "" } })).toMatchObject({
      userId,
      invitationId: guest.invitation.id,
      deviceHash: old.deviceHash,
      revokedAt: null,
    });
    expect(old.deviceHash).not.toBeNull();
    expect(await prisma.refreshToken.findMany({ where: { loginSessionId: made?.id ?? "" } })).toMatchObject([
      { hash: `${made?.id}#0`, generation: 0 },
    ]);
    expect((await loginOf(guest.user.id)).revokedAt).not.toBeNull();
  });
  it("of one that had ended keeps when that was", async () => {
    const guest = await world.claim();
    const { id } = await loginOf(guest.user.id);
    await pool.query(`UPDATE "LoginSession" SET "revokedAt" = '2026-01-01' WHERE id = $1`, [id]);
    expect(await again(id, guest.user.id)).not.toBeNull();
    expect((await prisma.loginSession.findUniqueOrThrow({ where: { id } })).revokedAt).toEqual(new Date("2026-01-01"));
  });
  it("of none, or of one without an invitation, makes none", async () => {
    expect(await again("nothing", await makeUser(world))).toBeNull();
    const userId = await makeUser(world);
    const bare = await prisma.loginSession.create({ data: { userId, expiresAt: new Date("2999-01-01") } });
    expect(await again(bare.id, userId)).toBeNull();
    expect(await prisma.loginSession.count({ where: { userId } })).toBe(1);
  });
});

describe("somebody's secret", () => {
  const secretOf = (userId: string) => within((client) => userSecret(client, world.keys.userSecret, userId));
  it("is made once, of 256 bits, and kept encrypted", async () => {
    const [userId, other] = [await makeUser(world), await makeUser(world)];
    const key = await secretOf(userId);
    expect(key).toHaveLength(32);
    expect(await secretOf(userId)).toEqual(key);
    expect(await secretOf(other)).not.toEqual(key);
    const row = await prisma.userSecret.findUniqueOrThrow({ where: { userId } });
    expect(decrypt(world.keys.userSecret, row.key)).toBe(key.toString("base64"));
  });
  it("that is gone in the same moment is no secret of nothing", async () => {
    const client = { query: async () => ({ rows: [] }) } as unknown as PoolClient;
    await expect(userSecret(client, world.keys.userSecret, "somebody")).rejects.toThrow("somebody vanished");
  });
});

describe("consents", () => {
  const word = (userId: string, day: number, more: Partial<StandingConsent> = {}): StandingConsent => ({
    userId,
    invitationId: `${userId}-${day}`,
    service: "x",
    research: true,
    createdAt: new Date(2026, 0, day),
    withdrawnAt: null,
    ...more,
  });
  /** a yes taken back, as a withdrawal leaves it, or the stricter row of an earlier merge */
  const no = { withdrawnAt: new Date(2026, 5, 1) };
  const leftAlone = { research: false };
  const pair = { sourceId: "guest", targetId: "user" };
  const restricted = (...consents: StandingConsent[]) =>
    consentsToRestrict(consents, pair).map(({ invitationId }) => invitationId);

  it("of two who said yes stay", () => expect(restricted(word("guest", 1), word("user", 2))).toEqual([]));
  it("of one who said no to one who said yes are taken back", () => {
    expect(restricted(word("guest", 1, no), word("user", 2))).toEqual(["user-2"]);
    expect(restricted(word("guest", 1), word("user", 2, no))).toEqual(["guest-1"]);
  });
  it("of whom the last word counts, whatever was said before it and in whichever order it is read", () => {
    expect(restricted(word("guest", 3), word("guest", 1, no), word("user", 2))).toEqual([]);
    expect(restricted(word("guest", 1, no), word("guest", 3), word("user", 2))).toEqual([]);
    expect(restricted(word("guest", 1), word("guest", 3, no), word("user", 2))).toEqual(["guest-1", "user-2"]);
    expect(restricted(word("guest", 3, no), word("guest", 1), word("user", 2))).toEqual(["guest-1", "user-2"]);
    // Of two of one moment, the one that is read first: the newest first, as the database gives them.
    const [first, second] = [word("guest", 1, no), word("guest", 1, { invitationId: "later" })];
    expect(restricted(first, second, word("user", 2))).toEqual(["later", "user-2"]);
  });
  it("that an earlier merge made stricter restrict again", () => {
    expect(restricted(word("guest", 1, { research: false, ...no }), word("user", 2))).toEqual(["user-2"]);
  });
  it("are nobody's to restrict who left the box alone, and what was said before that counts", () => {
    expect(restricted(word("guest", 1, leftAlone), word("user", 2))).toEqual([]);
    expect(restricted(word("guest", 1), word("user", 2, leftAlone))).toEqual([]);
    expect(restricted(word("guest", 1, no), word("guest", 3, leftAlone), word("user", 2))).toEqual(["user-2"]);
    expect(restricted(word("guest", 1), word("guest", 3, leftAlone), word("user", 2))).toEqual([]);
  });
  it("are nobody's to restrict who never said a word", () => {
    expect(restricted(word("user", 2, no), word("user", 1))).toEqual([]);
    expect(restricted(word("guest", 1, no))).toEqual([]);
    expect(restricted(word("somebody else", 1, no), word("guest", 1))).toEqual([]);
  });
});

describe("a merge", () => {
  it("says in words why it is refused", async () => {
    const userId = await makeUser(world);
    const guest = await world.claim();
    const withIdentity = await prisma.user.create({
      data: { externalIdentities: { create: { provider: "github", externalId: randomUUID() } } },
    });
    for (const merge of [
      mergeOf({ user: { id: userId } }, await makeUser(world)),
      mergeOf({ user: withIdentity }, userId),
      mergeOf(guest, "nobody"),
      mergeOf(guest, guest.user.id),
      mergeOf(guest, world.staffId),
    ])
      await expect(mergeUsers(world, merge)).rejects.toMatchObject({ code: "merge-refused", ...WORDS });
    await mergeUsers(world, mergeOf(guest, userId));
    await expect(mergeUsers(world, mergeOf(guest, await makeUser(world)))).rejects.toMatchObject({
      code: "merge-refused",
      ...WORDS,
    });
  });

  it("is refused where either has become part of another already, though no merge is written down", async () => {
    const [userId, gone] = [await makeUser(world), await makeUser(world)];
    const tombstone = await prisma.user.create({ data: { mergedIntoId: userId } });
    await prisma.user.update({ where: { id: gone }, data: { mergedIntoId: userId } });
    const guest = await world.claim();
    await expect(mergeUsers(world, mergeOf({ user: tombstone }, userId))).rejects.toThrow("Only a guest");
    await expect(mergeUsers(world, mergeOf(guest, gone))).rejects.toThrow("that account");
    await expect(mergeUsers(world, mergeOf(guest, guest.user.id))).rejects.toThrow("no two users");
    const staff = await prisma.user.create({ data: { role: "STAFF" } });
    await expect(mergeUsers(world, mergeOf({ user: staff }, userId))).rejects.toThrow("Only a guest");
  });

  /** Merges begin while somebody else holds something, until `waiting` wait for it. */
  const begunWhile = async <T>(
    hold: string,
    id: unknown,
    merges: () => Promise<T>[],
    meanwhile: () => Promise<void>,
  ) => {
    const begun: Promise<T>[] = [];
    await within(async (client) => {
      await client.query(hold, [id]);
      begun.push(...merges());
      await expect
        .poll(
          async () =>
            (
              await pool.query(
                `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()`,
              )
            ).rowCount,
        )
        .toBe(begun.length);
      await meanwhile();
    });
    return Promise.all(begun);
  };

  it.each(["invitation", "session"])("waits for a writer that holds the %s before it locks anybody", async (what) => {
    const guest = await world.claim();
    const sessionId = await guest.start();
    const userId = await makeUser(world);
    const [hold, id] =
      what === "session"
        ? [`SELECT FROM "ConversationSession" WHERE id = $1 FOR UPDATE`, sessionId]
        : [`SELECT FROM "Invitation" WHERE id = $1 FOR UPDATE`, guest.invitation.id];
    const ended = await begunWhile(
      hold,
      id,
      () => [mergeUsers(world, mergeOf(guest, userId))],
      // What the writer locks next.
      async () =>
        void (await pool.query(`SELECT FROM "User" WHERE id = ANY($1) FOR UPDATE NOWAIT`, [[guest.user.id, userId]])),
    );
    expect(ended).toEqual([{ targetId: userId }]);
  });

  it("asked twice at once is one, though neither had anything to wait for before the users", async () => {
    const guest = await prisma.user.create({ data: {} });
    const userId = await makeUser(world);
    const merge = () => mergeUsers(world, mergeOf({ user: guest }, userId));
    const hold = `SELECT FROM "User" WHERE id = $1 FOR UPDATE`;
    const ended = await begunWhile(
      hold,
      guest.id,
      () => [merge(), merge(), merge()],
      async () => undefined,
    );
    expect(ended).toEqual([{ targetId: userId }, { targetId: userId }, { targetId: userId }]);
    expect(await prisma.mergeOperation.count({ where: { sourceId: guest.id } })).toBe(1);
  });

  it("keeps in its snapshot what the contacts were, and moves no more than it says", async () => {
    const guest = await prisma.user.create({ data: { name: "Grace", lastLoginAt: new Date("2026-02-01") } });
    const userId = await makeUser(world);
    const contact = (of: string, value: string, verified: boolean) =>
      prisma.contactMethod.create({ data: { userId: of, type: "email", value, verified } });
    await contact(guest.id, "a@x.example", true);
    await contact(guest.id, "b@x.example", false);
    await contact(userId, "c@x.example", true);
    await mergeUsers(world, mergeOf({ user: guest }, userId));
    const { snapshot, requestedById } = await prisma.mergeOperation.findUniqueOrThrow({
      where: { sourceId: guest.id },
    });
    expect(requestedById).toBe(guest.id);
    const { key } = await prisma.userSecret.findUniqueOrThrow({ where: { userId } });
    const opened = JSON.parse(decrypt(Buffer.from(decrypt(world.keys.userSecret, key), "base64"), snapshot));
    expect(opened.contacts.map(({ value }: { value: string }) => value)).toEqual([
      "a@x.example",
      "b@x.example",
      "c@x.example",
    ]);
    expect(opened.source).toMatchObject({ name: "Grace", lastLoginAt: "2026-02-01T00:00:00.000Z" });
    expect(opened.moved).toEqual({
      ConversationSession: 0,
      UsageLog: 0,
      TelemetryEvent: 0,
      Invitation: 0,
      Consent: 0,
      ContactMethod: 1,
    });
    expect(await prisma.contactMethod.count({ where: { userId } })).toBe(2);
    expect(await prisma.telemetryEvent.findFirstOrThrow({ where: { name: "users_merged", userId } })).toMatchObject({
      properties: { source: guest.id, sessions: 0 },
    });
  });
});
