import { describe, expect, it } from "vitest";
import { forgetOldCodes } from "../../src/contact-methods/contact-store.ts";
import type { OutgoingMessage } from "../../src/mail/message-sender.ts";
import { type TestInvitee, useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ CODES_PER_HOUR: "100000" });
const { pool, prisma } = world.database;
const PATH = "/v1/me/contact-methods";
let counted = 0;
const fresh = () => `person${++counted}@example.org`;

const add = (who: TestInvitee, value: string, type = "email") => who.post(PATH, { type, value });
const lastMail = async (recipient: string) =>
  prisma.outboxMail.findFirstOrThrow({ where: { recipient }, orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
const codeFor = async (recipient: string): Promise<string> =>
  /\b\d{6}\b/.exec((await lastMail(recipient)).body)?.[0] ?? "no code";
const verify = (who: TestInvitee, id: string, code: string) => who.post(`${PATH}/${id}/verify`, { code });
const other = (code: string) => String((Number(code) + 1) % 1_000_000).padStart(6, "0");
const own = async (who: TestInvitee, value = fresh()) => {
  const { id } = (await add(who, value)).body;
  const verified = await verify(who, id, await codeFor(value));
  expect(verified.status).toBe(200);
  return verified.body as { id: string; value: string; primary: boolean };
};
const list = async (who: TestInvitee) => (await who.get(PATH)).body.items;

describe("adding and verifying", () => {
  it("sends a code, and the code verifies; the first of a type is the primary one", async () => {
    const guest = await world.claim();
    const [value, second] = [fresh(), fresh()];
    const added = await add(guest, value);
    expect(added.status).toBe(201);
    expect(added.body).toMatchObject({
      type: "email",
      value,
      verified: false,
      primary: false,
      pending: { triesLeft: 5 },
    });
    const verified = await verify(guest, added.body.id, await codeFor(value));
    expect(verified.body).toEqual({
      id: added.body.id,
      type: "email",
      value,
      verified: true,
      primary: true,
      pending: null,
    });
    expect((await own(guest, second)).primary).toBe(false);
    // Once more changes nothing, and sends nothing.
    expect(await add(guest, value)).toMatchObject({ status: 200, body: { verified: true, primary: true } });
    expect(await prisma.outboxMail.count({ where: { recipient: value } })).toBe(1);
    expect((await guest.get(PATH)).body.types).toEqual(["email"]);
  });

  it("keeps the code as a hash only", async () => {
    const guest = await world.claim();
    const value = fresh();
    await add(guest, value);
    const code = await codeFor(value);
    const row = await prisma.contactCode.findFirstOrThrow({ where: { value } });
    expect(JSON.stringify(row)).not.toContain(code);
    expect(row.codeHash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("a newer code replaces the older one", async () => {
    const guest = await world.claim();
    const value = fresh();
    const { id } = (await add(guest, value)).body;
    const first = await codeFor(value);
    await add(guest, value);
    const second = await codeFor(value);
    // One in a million times they are the same.
    expect((await verify(guest, id, first === second ? other(first) : first)).body.code).toBe("wrong-code");
    expect((await verify(guest, id, second)).status).toBe(200);
  });

  it("an old code is no longer good", async () => {
    const guest = await world.claim();
    const value = fresh();
    const { id } = (await add(guest, value)).body;
    await pool.query(`UPDATE "ContactCode" SET "expiresAt" = now() WHERE value = $1`, [value]);
    expect(await verify(guest, id, await codeFor(value))).toMatchObject({
      status: 410,
      body: { code: "code-expired" },
    });
  });

  it("five wrong tries end a code, and a hundred at once are five", async () => {
    const guest = await world.claim();
    const value = fresh();
    const { id } = (await add(guest, value)).body;
    const code = await codeFor(value);
    const answers = await Promise.all(Array.from({ length: 100 }, () => verify(guest, id, other(code))));
    const wrong = answers.filter(({ body }) => body.code === "wrong-code");
    expect(wrong.map(({ body }) => body.triesLeft).toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(answers.filter(({ body }) => body.code === "code-expired")).toHaveLength(95);
    expect((await verify(guest, id, code)).body.code).toBe("code-expired");
    expect((await prisma.contactCode.findFirstOrThrow({ where: { value } })).tries).toBe(5);
  });

  it("one right code at twenty places at once is one verified row", async () => {
    const guest = await world.claim();
    const value = fresh();
    const { id } = (await add(guest, value)).body;
    const code = await codeFor(value);
    const answers = await Promise.all(Array.from({ length: 20 }, () => verify(guest, id, code)));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
    expect(await prisma.contactMethod.count({ where: { value, verified: true, primary: true } })).toBe(1);
  });
});

describe("what may be sent", () => {
  it("three an hour and value, however many ask at once", async () => {
    const guest = await world.claim();
    const value = fresh();
    const answers = await Promise.all(Array.from({ length: 20 }, () => add(guest, value)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused).toHaveLength(17);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThan(3_000);
    expect(await prisma.outboxMail.count({ where: { recipient: value } })).toBe(3);
  });

  it("three an hour and value from many people: the fourth is answered alike, and nothing is sent", async () => {
    const value = fresh();
    const guests = await Promise.all(Array.from({ length: 6 }, () => world.claim()));
    const answers = await Promise.all(guests.map((guest) => add(guest, value)));
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201, 201, 201]);
    expect(await prisma.outboxMail.count({ where: { recipient: value } })).toBe(3);
    expect(await prisma.contactCode.count({ where: { value, codeHash: "" } })).toBe(3);
  });

  it("three an hour and value, though those who asked are erased, and however its letters are written", async () => {
    const value = fresh();
    let sent = 0;
    for (let round = 0; round < 3; round++) {
      const guest = await world.claim();
      for (const spelling of [value, value.toUpperCase().replace("EXAMPLE.ORG", "example.org")])
        expect((await add(guest, spelling)).status).toBe(201);
      sent += await prisma.outboxMail.count({ where: { recipient: { equals: value, mode: "insensitive" } } });
      await guest.post("/v1/me/erasure", { confirm: true });
    }
    expect(sent).toBe(3);
  });

  it("ten an hour and user", async () => {
    const guest = await world.claim();
    const answers = await Promise.all(Array.from({ length: 25 }, () => add(guest, fresh())));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(10);
    expect(answers.filter(({ body }) => body.code === "too-many")).toHaveLength(15);
  });
});

describe("who has it", () => {
  /** Of an answer, what could tell two cases apart. */
  const shape = ({ status, headers, body }: Awaited<ReturnType<typeof add>>) => ({
    status,
    headers: [...headers.keys()].toSorted(),
    body: {
      ...body,
      id: typeof body.id,
      value: "",
      pending: { ...body.pending, expiresAt: typeof body.pending?.expiresAt },
    },
  });

  it("adding answers alike whether it is free, waits with somebody, or is somebody's; so do the list and a wrong code", async () => {
    const [owner, waiting, guest] = [await world.claim(), await world.claim(), await world.claim()];
    const [free, taken, pending] = [fresh(), fresh(), fresh()];
    await own(owner, taken);
    await add(waiting, pending);
    const answers = [];
    for (const value of [free, taken, pending]) answers.push(await add(guest, value));
    expect(new Set(answers.map((answer) => JSON.stringify(shape(answer)))).size).toBe(1);
    const shown = (await list(guest)).map(
      (item: { type: string; verified: boolean; primary: boolean; pending: object }) => ({
        fields: Object.keys(item),
        type: item.type,
        flags: [item.verified, item.primary],
        waits: Object.keys(item.pending),
      }),
    );
    expect(shown).toHaveLength(3);
    expect(new Set(shown.map((item: object) => JSON.stringify(item))).size).toBe(1);
    const tries = [];
    for (const { body } of answers) tries.push(await verify(guest, body.id, "000000"));
    expect(new Set(tries.map(({ status, body }) => `${status} ${body.code} ${body.triesLeft}`))).toEqual(
      new Set(["422 wrong-code 4"]),
    );
  });

  it("what somebody has verified is never taken: its owner is told, and gets no code", async () => {
    const [owner, guest] = [await world.claim(), await world.claim()];
    const { value } = await own(owner);
    await add(guest, value);
    const mail = await lastMail(value);
    expect(mail.body).toContain("nothing was changed");
    expect(mail.body).not.toMatch(/\d{6}/);
    expect(await prisma.contactMethod.findMany({ where: { value } })).toMatchObject([
      { userId: owner.user.id, verified: true, primary: true },
    ]);
  });

  it("an unverified row yields to whoever verifies first, and only to them", async () => {
    const [first, second] = [await world.claim(), await world.claim()];
    const value = fresh();
    const mine = (await add(first, value)).body.id;
    const firstCode = await codeFor(value);
    const theirs = (await add(second, value)).body.id;
    expect(await prisma.contactMethod.findMany({ where: { value } })).toMatchObject([
      { userId: first.user.id, verified: false },
    ]);
    expect((await verify(second, theirs, await codeFor(value))).status).toBe(200);
    expect((await verify(first, mine, firstCode)).body.code).toBe("contact-taken");
    expect(await prisma.contactMethod.findMany({ where: { value } })).toMatchObject([
      { userId: second.user.id, verified: true },
    ]);
  });

  it("two who verify at once: one has it", async () => {
    for (let round = 0; round < 10; round++) {
      const guests = await Promise.all([world.claim(), world.claim(), world.claim()]);
      const value = fresh();
      const asked = [];
      for (const guest of guests)
        asked.push({ guest, id: (await add(guest, value)).body.id, code: await codeFor(value) });
      const answers = await Promise.all(asked.map(({ guest, id, code }) => verify(guest, id, code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ body }) => body.code === "contact-taken")).toHaveLength(2);
      expect(await prisma.contactMethod.count({ where: { value } })).toBe(1);
    }
  });

  it("somebody else's contact method is not found", async () => {
    const [owner, guest] = [await world.claim(), await world.claim()];
    const { id } = await own(owner);
    for (const answer of [
      await verify(guest, id, "000000"),
      await guest.post(`${PATH}/${id}/primary`),
      await world.call("DELETE", `${PATH}/${id}`, undefined, guest.bearer),
    ])
      expect(answer.status).toBe(404);
  });
});

describe("one primary a type", () => {
  it("another can be made it, but none that is not verified; removing it promotes the oldest", async () => {
    const guest = await world.claim();
    const [a, b, c] = [await own(guest), await own(guest), await own(guest)];
    expect((await guest.post(`${PATH}/${c.id}/primary`)).body.primary).toBe(true);
    const waiting = (await add(guest, fresh())).body;
    expect((await guest.post(`${PATH}/${waiting.id}/primary`)).body.code).toBe("wrong-step");
    const primaries = async () =>
      (await list(guest)).filter((item: { primary: boolean }) => item.primary).map((item: { id: string }) => item.id);
    expect(await primaries()).toEqual([c.id]);
    expect((await world.call("DELETE", `${PATH}/${c.id}`, undefined, guest.bearer)).status).toBe(204);
    expect(await primaries()).toEqual([a.id]);
    await Promise.all([a.id, b.id, a.id, b.id].map((id) => guest.post(`${PATH}/${id}/primary`)));
    expect(await primaries()).toHaveLength(1);
    await world.call("DELETE", `${PATH}/${waiting.id}`, undefined, guest.bearer);
    expect(await list(guest)).toHaveLength(2);
  });
});

describe("values", () => {
  it("one spelling each", async () => {
    const guest = await world.claim();
    expect((await add(guest, "  Ada.Lovelace@EXAMPLE.Org ")).body.value).toBe("Ada.Lovelace@example.org");
    expect((await add(guest, "ada@bücher.example")).body.value).toBe("ada@xn--bcher-kva.example");
    for (const wrong of [
      "ada",
      "@example.org",
      "ada@",
      "a b@example.org",
      "ada@example.org,eve@example.org",
      "ada@exa\nmple.org",
    ])
      expect([wrong, (await add(guest, wrong)).status]).toEqual([wrong, 422]);
  });

  it("a number without a sender is 422; with one it is sent in E.164", async () => {
    const guest = await world.claim();
    for (const type of ["phone", "whatsapp"])
      expect((await add(guest, "+44 20 7946 0958", type)).body.code).toBe("no-sender");

    const sent: OutgoingMessage[] = [];
    const { addContact } = await import("../../src/contact-methods/add-contact.ts");
    const { sendOutbox } = await import("../../src/mail/send-outbox.ts");
    const send = async (message: OutgoingMessage) => void sent.push(message);
    const withSms = { ...world, messageSenders: { phone: { send, close: () => undefined } } };
    const { id: userId } = guest.user;
    const invitee = { userId, invitationId: guest.invitation.id, siteId: null, loginId: "", tokenVersion: 1 };
    const ask = (value: string) => addContact(withSms, invitee, { type: "phone", value }, "here");
    expect((await ask("+44 (0)20 7946 0958")).contact.value).toBe("+442079460958");
    await expect(ask("020 7946 0958")).rejects.toMatchObject({ code: "invalid" });
    await expect(ask("+44 12")).rejects.toMatchObject({ code: "invalid" });
    await sendOutbox(withSms);
    expect(sent).toMatchObject([{ recipient: "+442079460958" }]);
  });
});

it("what waited for a day is forgotten, what was verified stays", async () => {
  const guest = await world.claim();
  const [kept, lost] = [await own(guest), fresh()];
  await add(guest, lost);
  await pool.query(`UPDATE "ContactCode" SET "createdAt" = now() - interval '25 hours'`);
  await pool.query(`UPDATE "ContactMethod" SET "createdAt" = now() - interval '25 hours'`);
  await forgetOldCodes(pool);
  expect((await list(guest)).map(({ value }: { value: string }) => value)).toEqual([kept.value]);
  expect(await prisma.contactMethod.count({ where: { value: lost } })).toBe(0);
});
