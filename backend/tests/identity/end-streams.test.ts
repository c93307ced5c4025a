import { expect, it, vi } from "vitest";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { addPerson, signInToConsole } from "../staff/sign-in.ts";
import { parseEvents, type SentEvent, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool } = world.database;

type Stream = { last: Promise<SentEvent | undefined>; isOpen: () => boolean };
/** Opens a stream. It would end by itself after 55 s, without the words that are looked for here. */
const open = async (path: string, headers: Record<string, string>): Promise<Stream> => {
  const response = await fetch(world.url + path, { headers });
  expect(response.status).toBe(200);
  let isOpen = true;
  const last = response.text().then((text) => {
    isOpen = false;
    return parseEvents(text).at(-1);
  });
  return { last, isOpen: () => isOpen };
};
const REAUTH = { id: "", type: "reauth", reason: "session-ended" };

const invitee = await world.claim();
const sessionId = await invitee.start();
const observe = (headers: Record<string, string>) => open(`/v1/admin/sessions/${sessionId}/observe`, headers);
const read = () => open(`/v1/sessions/${sessionId}/events`, invitee.bearer);
const keyOf = async (userId: string) => ({
  authorization: `Bearer ${await createApiKey(world, userId, "watching", "STAFF")}`,
});

const staff = async () => addPerson(world, "STAFF");
const cases: [string, () => Promise<{ stream: Stream; end: () => Promise<unknown> }>][] = [
  [
    "an invitee who signs out",
    async () => {
      const gone = await world.claim();
      const path = `/v1/sessions/${await gone.start()}/events`;
      return { stream: await open(path, gone.bearer), end: () => gone.post("/v1/auth/logout") };
    },
  ],
  [
    "an invitee whose token version was raised",
    async () => {
      const gone = await world.claim();
      const path = `/v1/sessions/${await gone.start()}/events`;
      const raise = () => pool.query(`UPDATE "User" SET "tokenVersion" = 2 WHERE id = $1`, [gone.user.id]);
      return { stream: await open(path, gone.bearer), end: raise };
    },
  ],
  [
    "staff who sign out",
    async () => {
      const person = await signInToConsole(world, await staff());
      return { stream: await observe(person.headers), end: () => person.post("/v1/admin/sign-out") };
    },
  ],
  [
    "staff whose role was taken away",
    async () => {
      const person = await signInToConsole(world, await staff());
      const admin = await signInToConsole(world, await addPerson(world, "ADMIN"));
      const demote = () => admin.patch(`/v1/admin/users/${person.userId}`, { role: "GUEST" });
      return { stream: await observe(person.headers), end: demote };
    },
  ],
  [
    "a key that was revoked",
    async () => {
      const id = await staff();
      const stream = await observe(await keyOf(id));
      return { stream, end: () => pool.query(`UPDATE "ApiKey" SET "revokedAt" = now() WHERE "userId" = $1`, [id]) };
    },
  ],
  [
    "a key whose owner is staff no more",
    async () => {
      const id = await staff();
      const stream = await observe(await keyOf(id));
      return { stream, end: () => pool.query(`UPDATE "User" SET role = 'USER' WHERE id = $1`, [id]) };
    },
  ],
];

it.each(cases)("closes the stream of %s, and says why; others read on", async (_name, prepare) => {
  const bystander = await read();
  const { stream, end } = await prepare();
  expect(stream.isOpen()).toBe(true);
  await end();
  expect(await stream.last).toEqual(REAUTH);
  expect(bystander.isOpen()).toBe(true);
});

it("looks at all that are open in one question, and asks nothing where none is", async () => {
  const streams = await Promise.all([read(), read(), observe(await keyOf(await staff()))]);
  const looked = vi.spyOn(world.identityStore, "endedOf");
  await vi.waitFor(() => expect(looked).toHaveBeenCalled(), 10_000);
  const held = looked.mock.calls[0]?.[0];
  // Each login and key once, however many streams it holds.
  expect([held?.logins.length, held?.cookies.length, held?.keys.length]).toEqual([1, 0, 1]);
  expect(streams.every((stream) => stream.isOpen())).toBe(true);
  looked.mockRestore();
});

it("an exchange whose reader is signed out runs on to its end", async () => {
  const gone = await world.claim();
  const id = await gone.start();
  world.simulator.gate.close();
  const sending = gone.send(id, "Hello.");
  await vi.waitFor(async () =>
    expect((await pool.query(`SELECT id FROM "Exchange" WHERE "sessionId" = $1`, [id])).rows).toHaveLength(1),
  );
  await gone.post("/v1/auth/logout");
  const events = parseEvents((await sending).body);
  expect(events.at(-1)).toEqual(REAUTH);
  world.simulator.gate.open();
  await vi.waitFor(
    async () =>
      expect((await pool.query(`SELECT status FROM "Exchange" WHERE "sessionId" = $1`, [id])).rows).toEqual([
        { status: "COMPLETED" },
      ]),
    10_000,
  );
});
