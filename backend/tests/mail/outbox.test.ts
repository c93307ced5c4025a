import { expect, it } from "vitest";
import { putMessage, putMessages } from "../../src/mail/outbox-store.ts";
import { sendOutbox } from "../../src/mail/send-outbox.ts";
import { createSmtpSender } from "../../src/mail/smtp-sender.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { useSmtpServer } from "./smtp-ground.ts";

const smtp = await useSmtpServer();
// Without SMTP_URL: what is sent here is sent by the tests' own hand.
const world = await useTestWorld();
const { pool, prisma } = world.database;
const FROM = "Practice <no-reply@practice.example>";
const withMail = () => ({ ...world, messageSenders: { email: createSmtpSender(smtp.url, FROM) } });
const put = (recipient: string, body = "hello") =>
  putMessage(pool, { channel: "email", recipient, subject: "A subject", body });
const rowOf = (recipient: string) => prisma.outboxMail.findFirstOrThrow({ where: { recipient } });

it("without SMTP_URL it waits, and an ADMIN alone reads it; that is audited", async () => {
  await put("waits@example.org", "code 123456");
  expect(await sendOutbox(world)).toBe(0);
  const key = async (role: "STAFF" | "ADMIN") => ({
    authorization: `Bearer ${await createApiKey(world, world.staffId, role, role)}`,
  });
  expect((await world.call("GET", "/v1/admin/outbox", undefined, await key("STAFF"))).status).toBe(403);
  const read = await world.call("GET", "/v1/admin/outbox", undefined, await key("ADMIN"));
  expect(read.status).toBe(200);
  expect(read.body.items[0]).toMatchObject({
    channel: "email",
    recipient: "waits@example.org",
    body: "code 123456",
    sentAt: null,
    tries: 0,
  });
  expect(await prisma.auditEntry.count({ where: { action: "outbox.read", actorId: world.staffId } })).toBe(1);
  await prisma.outboxMail.deleteMany();
});

it("reads the outbox in pages", async () => {
  for (let n = 0; n < 53; n++) await put(`page${n}@example.org`);
  const admin = { authorization: `Bearer ${await createApiKey(world, world.staffId, "pages", "ADMIN")}` };
  const first = await world.call("GET", "/v1/admin/outbox", undefined, admin);
  const second = await world.call("GET", `/v1/admin/outbox?cursor=${first.body.cursor}`, undefined, admin);
  const seen = [...first.body.items, ...second.body.items].map((mail: { recipient: string }) => mail.recipient);
  expect([first.body.items.length, second.body.items.length, second.body.cursor]).toEqual([50, 3, null]);
  expect(new Set(seen).size).toBe(53);
  await prisma.outboxMail.deleteMany();
});

it("lists many that were written at one moment from the last, whatever their number", async () => {
  const recipients = Array.from({ length: 12 }, (_, n) => `at-once-${n}@example.org`);
  const mails = recipients.map((recipient) => ({ channel: "email", recipient, subject: "A", body: "b" }));
  await putMessages(pool, mails);
  const admin = { authorization: `Bearer ${await createApiKey(world, world.staffId, "order", "ADMIN")}` };
  const { items } = (await world.call("GET", "/v1/admin/outbox", undefined, admin)).body;
  expect(items.slice(0, 12).map(({ recipient }: { recipient: string }) => recipient)).toEqual(recipients.toReversed());
  await prisma.outboxMail.deleteMany({ where: { recipient: { startsWith: "at-once-" } } });
});

it("is sent as it was written, from MAIL_FROM, and its body is not kept", async () => {
  await put("ada@example.org", "Your code is 424242.");
  expect(await sendOutbox(withMail())).toBe(1);
  const mail = smtp.received.at(-1);
  expect(mail).toMatchObject({ from: "no-reply@practice.example", to: ["ada@example.org"] });
  expect(mail?.text).toContain("Subject: A subject");
  expect(mail?.text).toContain("Your code is 424242.");
  const row = await rowOf("ada@example.org");
  expect([row.body, row.tries, row.problem, row.sentAt instanceof Date]).toEqual(["", 1, null, true]);
});

it("a recipient cannot name another one, or another header", async () => {
  const before = smtp.received.length;
  await put("eve@example.org, mallory@example.org");
  await put('"x" <mallory@example.org>');
  await put("eve@example.org\r\nBcc: mallory@example.org");
  await sendOutbox(withMail());
  for (const mail of smtp.received.slice(before)) expect(mail.to).toHaveLength(1);
  expect(smtp.received.slice(before).flatMap(({ to }) => to)).not.toContain("mallory@example.org");
});

it("forty mails and four servers at once: each is sent once", async () => {
  const before = smtp.received.length;
  await Promise.all(Array.from({ length: 40 }, (_, n) => put(`many${n}@example.org`)));
  const counts = await Promise.all(Array.from({ length: 4 }, () => sendOutbox(withMail())));
  expect(counts.reduce((sum, count) => sum + count, 0)).toBe(40);
  const to = smtp.received.slice(before).flatMap((mail) => mail.to);
  expect([to.length, new Set(to).size]).toEqual([40, 40]);
});

it("an hour old, as where mail was set up later, each is sent once, whatever number of servers; one that fails waits", async () => {
  const before = smtp.received.length;
  smtp.refuse((recipient) => recipient === "old-busy@example.org");
  await put("old-busy@example.org");
  await Promise.all(Array.from({ length: 40 }, (_, n) => put(`old${n}@example.org`)));
  await pool.query(
    `UPDATE "OutboxMail" SET "createdAt" = now() - interval '1 hour', "tryAt" = now() - interval '1 hour' WHERE "sentAt" IS NULL`,
  );
  await Promise.all(Array.from({ length: 4 }, () => sendOutbox(withMail())));
  const to = smtp.received.slice(before).flatMap((mail) => mail.to);
  expect([to.length, new Set(to).size]).toEqual([40, 40]);
  expect(smtp.tries.filter((recipient) => recipient === "old-busy@example.org")).toHaveLength(1);
  smtp.refuse(() => false);
  await prisma.outboxMail.deleteMany({ where: { recipient: "old-busy@example.org" } });
});

it("what is not taken is tried again, later each time, and after six tries waits for staff", async () => {
  smtp.refuse((recipient) => recipient === "busy@example.org");
  await put("busy@example.org");
  const pass = (seconds: number) =>
    pool.query(
      `UPDATE "OutboxMail" SET "tryAt" = "tryAt" - make_interval(secs => $1) WHERE recipient = 'busy@example.org'`,
      [seconds],
    );
  const tries = () => smtp.tries.filter((recipient) => recipient === "busy@example.org").length;
  await sendOutbox(withMail());
  await sendOutbox(withMail());
  expect(tries()).toBe(1);
  expect((await rowOf("busy@example.org")).problem).toContain("mailbox busy");
  for (const [place, seconds] of [30, 45, 90, 180, 240].entries()) {
    await pass(seconds - 20);
    await sendOutbox(withMail());
    expect(tries()).toBe(place + 1);
    await pass(20);
    await Promise.all([sendOutbox(withMail()), sendOutbox(withMail())]);
    expect(tries()).toBe(place + 2);
  }
  await pass(86_000);
  await sendOutbox(withMail());
  expect(tries()).toBe(6);
  const row = await rowOf("busy@example.org");
  expect([row.tries, row.sentAt]).toEqual([6, null]);

  smtp.refuse((recipient) => recipient === "late@example.org");
  await put("late@example.org");
  await sendOutbox(withMail());
  smtp.refuse(() => false);
  await pool.query(
    `UPDATE "OutboxMail" SET "tryAt" = "tryAt" - interval '30 seconds' WHERE recipient = 'late@example.org'`,
  );
  expect(await sendOutbox(withMail())).toBe(1);
  expect((await rowOf("late@example.org")).problem).toBeNull();
});

it("a server that cannot be reached loses nothing", async () => {
  await put("later@example.org");
  const nowhere = { ...world, messageSenders: { email: createSmtpSender("smtp://127.0.0.1:1", FROM) } };
  expect(await sendOutbox(nowhere)).toBe(0);
  const row = await rowOf("later@example.org");
  expect([row.sentAt, row.tries, row.problem === null, row.body]).toEqual([null, 1, false, "hello"]);
});
