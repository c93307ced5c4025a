import { expect, it } from "vitest";
import { encrypt } from "../../src/identity/encrypt.ts";
import type { ProviderPerson } from "../../src/sign-in/identity-provider.ts";
import { redeemSignIn } from "../../src/sign-in/redeem-sign-in.ts";
import { challengeOf } from "../../src/sign-in/sign-in-keys.ts";
import { Fault, faultyPool } from "../people/faulty-pool.ts";
import { doubles, makeGuest, makeUser, orphans, standOf } from "../people/merge-ground.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ GITHUB_CLIENT_ID: "client", GITHUB_CLIENT_SECRET: "secret" });
const { prisma, pool } = world.database;
const VERIFIER = "v".repeat(43);

/** A guest who came back from the provider as `subject`, and has only to take the outcome. */
const cameBack = async (subject: string) => {
  const guest = await makeGuest(world);
  const login = await prisma.loginSession.findFirstOrThrow({ where: { userId: guest.user.id } });
  const email = `${subject}@example.org`;
  const person: ProviderPerson = {
    subject,
    email,
    emailVerified: true,
    emailAuthoritative: false,
    name: "Ada",
    avatarUrl: null,
  };
  const { id } = await prisma.signIn.create({
    data: {
      purpose: "link-popup",
      provider: "github",
      challenge: challengeOf(VERIFIER),
      userId: guest.user.id,
      loginSessionId: login.id,
      openedAt: new Date(),
      completedAt: new Date(),
      expiresAt: new Date("2999-01-01"),
      outcome: encrypt(world.keys.signIn, JSON.stringify(person)),
    },
  });
  const redeemer = { userId: guest.user.id, loginId: login.id, invitationId: guest.invitation.id };
  const redeem = (by: typeof pool) =>
    redeemSignIn({ ...world, signInStore: { ...world.signInStore, transactionPool: by } }, id, redeemer, {
      verifier: VERIFIER,
      confirm: true,
    });
  return { guest, redeem };
};
const known = async (subject: string) => {
  const userId = await makeUser(world);
  await prisma.externalIdentity.create({ data: { userId, provider: "github", externalId: subject } });
  return userId;
};

it.each(["linked", "merged"] as const)(
  "a fault at any statement of a sign-in that is %s leaves all as it was, the sign-in too, and it can be redeemed then",
  { timeout: 120_000 },
  async (outcome) => {
    const [trySubject, subject] = [`dry-${outcome}`, `real-${outcome}`];
    const targets = outcome === "merged" ? [await known(trySubject), await known(subject)] : [];
    const dry = await cameBack(trySubject);
    const whole = faultyPool(pool, 0);
    expect((await dry.redeem(whole.pool)).outcome).toBe(outcome);
    const statements = whole.seen.length;
    expect([whole.seen.at(0), whole.seen.at(-1)]).toEqual(["BEGIN", "COMMIT"]);
    expect(statements).toBeGreaterThan(outcome === "merged" ? 35 : 12);

    const { guest, redeem } = await cameBack(subject);
    const ids = [guest.user.id, ...targets.slice(1)];
    const before = await standOf(world, ids);
    for (let failAt = 1; failAt <= statements; failAt++) {
      const faulty = faultyPool(pool, failAt);
      await expect(redeem(faulty.pool), `at ${faulty.seen.at(-1)}`).rejects.toThrow(Fault);
      expect(faulty.seen).toHaveLength(failAt);
      expect(await standOf(world, ids)).toEqual(before);
    }
    // Whoever met the fault is signed in as before, and their tokens are good.
    expect((await guest.get("/v1/me")).status).toBe(200);
    const redeemed = await redeem(pool);
    expect([redeemed.outcome, redeemed.user.id]).toEqual([outcome, targets[1] ?? guest.user.id]);
    const bearer = { authorization: `Bearer ${redeemed.accessToken}` };
    expect((await world.call("GET", "/v1/me", undefined, bearer)).status).toBe(200);
    await expect(redeem(pool)).rejects.toMatchObject({ code: expect.stringMatching(/sign-in-used|not-found/) });
    expect([await orphans(world), await doubles(world)]).toEqual([{}, {}]);
  },
);
