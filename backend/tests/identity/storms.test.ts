// A thousand at once, in batches of fifty so that two cores and twenty connections do not stand in for the result.
import { expect, it } from "vitest";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ CLAIMS_PER_MINUTE: "100000", REQUESTS_PER_MINUTE: "100000" });
const THOUSAND = 1_000;
const BATCH = 50;

const inBatches = async <T>(count: number, work: (at: number) => Promise<T>): Promise<T[]> => {
  const results: T[] = [];
  for (let from = 0; from < count; from += BATCH)
    results.push(...(await Promise.all(Array.from({ length: BATCH }, (_, at) => work(from + at)))));
  return results;
};
const refresh = (refreshToken: string) => world.call("POST", "/v1/auth/refresh", { refreshToken });
const claim = (token: string, deviceId: string) =>
  world.call("POST", "/v1/invitations/claim", { token, deviceId, consent: CONSENT });

it("a thousand refreshes of clients that lose replies, sleep and have two tabs: no wrong logout", async () => {
  // Fifty clients, each with two tabs that share what is stored. A lost reply leaves the old token stored; a slept tab sends the
  // token that it read before it slept.
  const clients = await Promise.all(
    Array.from({ length: BATCH }, async () => ({ stored: (await world.claim()).refreshToken, slept: [] as string[] })),
  );
  let lost = 0;
  for (let round = 0; round < THOUSAND / BATCH / 2; round++) {
    const answers = await Promise.all(
      clients.flatMap((client, at) => {
        const read = client.stored;
        const tab = async (isLost: boolean) => {
          const answer = await refresh(read);
          if (isLost) lost++;
          else if (answer.status === 200) client.stored = answer.body.refreshToken;
          return answer;
        };
        return [tab((round + at) % 3 === 0), tab((round + at) % 4 === 0)];
      }),
    );
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    // Both tabs hold the identical successor.
    for (let at = 0; at < answers.length; at += 2)
      expect(answers[at]?.body.refreshToken).toBe(answers[at + 1]?.body.refreshToken);
    for (const client of clients) client.slept.push(client.stored);
  }
  expect(lost).toBeGreaterThan(200);
  // A tab that wakes within the minute with the token before the last one.
  const woken = await Promise.all(clients.map(({ slept }) => refresh(slept.at(-2) ?? "")));
  expect(woken.map(({ status }) => status)).toEqual(clients.map(() => 200));
  expect(await world.database.prisma.loginSession.count({ where: { revokedAt: { not: null } } })).toBe(0);
  const last = await Promise.all(clients.map(({ stored }) => refresh(stored)));
  expect(last.map(({ status }) => status)).toEqual(clients.map(() => 200));
}, 240_000);

it("a thousand claims of one SINGLE invitation: one user, five live devices, one event", async () => {
  const { token, id } = await world.invite();
  const answers = await inBatches(THOUSAND, (device) => claim(token, `device-${device}`));
  expect(answers.filter(({ status }) => status === 200)).toHaveLength(THOUSAND);
  expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
  const { prisma } = world.database;
  expect(await prisma.user.count({ where: { invitationsLinked: { some: { id } } } })).toBe(1);
  expect(await prisma.loginSession.count({ where: { invitationId: id, revokedAt: null } })).toBe(5);
  expect(await prisma.loginSession.count({ where: { invitationId: id } })).toBe(THOUSAND);
  const claimed = await prisma.telemetryEvent.findMany({ where: { name: "invitation_claimed" } });
  expect(claimed.filter(({ properties }) => JSON.stringify(properties).includes(id))).toHaveLength(1);
  expect(await prisma.auditEntry.count({ where: { action: "invitation.claim", subject: id } })).toBe(1);
}, 240_000);

it("a thousand claims of one SHARED invitation for 300 people, each device twice: 300 children, 300 users", async () => {
  const { token, id } = await world.invite({ claimMode: "SHARED", maxClaims: 300 });
  const DEVICES = THOUSAND / 2;
  const answers = await inBatches(THOUSAND, (at) => claim(token, `device-${at % DEVICES}`));
  const won = answers.flatMap(({ status }, at) => (status === 200 ? [at % DEVICES] : []));
  expect(new Set(won).size).toBe(300);
  expect(won).toHaveLength(600);
  expect(answers.filter(({ status, body }) => status === 409 && body.code === "claims-used-up")).toHaveLength(400);
  const { prisma } = world.database;
  const children = await prisma.invitation.findMany({ where: { parentId: id } });
  expect(children).toHaveLength(300);
  expect(new Set(children.map(({ linkedUserId }) => linkedUserId)).size).toBe(300);
  const ids = children.map((child) => child.id);
  expect(await prisma.auditEntry.count({ where: { action: "invitation.claim", subject: { in: ids } } })).toBe(300);
  expect((await prisma.invitation.findUniqueOrThrow({ where: { id } })).claimCount).toBe(300);
  // Whoever came twice is the same person both times.
  for (const device of new Set(won)) {
    const users = [answers[device], answers[device + DEVICES]].map((answer) => answer?.body.user.id);
    expect(users[0]).toBe(users[1]);
  }
}, 240_000);
