import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { forgetOldAddresses } from "../../src/administration/invitation-mail-store.ts";
import { fillMail, MAIL_WORDS } from "../../src/administration/invitation-mail-words.ts";
import { forgetMailsOfNobody } from "../../src/mail/outbox-store.ts";
import { sendOutbox } from "../../src/mail/send-outbox.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma, pool } = world.database;
const bearer = { authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", "STAFF")}` };
const staff = (method: string, path: string, body?: unknown) => world.call(method, `/v1/admin${path}`, body, bearer);
const act = async (what: "send" | "remind", ...ids: string[]) =>
  (await staff("POST", "/invitations/acts", { act: what, ids })).body;
const address = () => `${randomUUID()}@example.org`;
const mailsTo = (recipient: string) =>
  prisma.outboxMail.findMany({ where: { recipient }, orderBy: { createdAt: "asc" } });
const admin = await atConsole(world, "ADMIN");
const shownTo = async (recipient: string) =>
  (await admin.get("/v1/admin/outbox")).body.items.filter(
    (mail: { recipient: string }) => mail.recipient === recipient,
  );
/** A mail server that takes whatever is due; what it took. */
const takeAll = async (): Promise<{ recipient: string; body: string }[]> => {
  const taken: { recipient: string; body: string }[] = [];
  const send = async (mail: { recipient: string; body: string }) => void taken.push(mail);
  await sendOutbox({ ...world, messageSenders: { email: { send, close: () => {} } } });
  return taken;
};
const back = (id: string, hours: number) =>
  pool.query(
    `UPDATE "Invitation" SET "mailedAt" = "mailedAt" - make_interval(hours => $2), "remindedAt" = "remindedAt" - make_interval(hours => $2) WHERE id = $1`,
    [id, hours],
  );
const siteId = (await prisma.site.findUniqueOrThrow({ where: { key: "test-site" } })).id;

describe("a link by e-mail", () => {
  it("goes once to whoever has an address, with the site's name, the link and the day; ten who send at once send one", async () => {
    const email = address();
    const made = await world.invite({ email, label: "Staff's own note" });
    const answers = await Promise.all(Array.from({ length: 10 }, () => act("send", made.id)));
    expect(answers.filter(({ done }) => done.length === 1)).toHaveLength(1);
    expect(answers.filter(({ skipped }) => skipped[0]?.why === "waits-already")).toHaveLength(9);
    const mails = await mailsTo(email);
    expect(mails).toHaveLength(1);
    expect(mails[0]?.subject).toBe("Your invitation from Practice House");
    // What lets somebody in is not kept: it is put in when the mail is sent, or read.
    expect(mails[0]?.body).not.toContain(made.token);
    const [shownMail] = await shownTo(email);
    expect(shownMail.body).toContain(made.link);
    expect(shownMail.body).not.toMatch(/Staff's own note|\{/);
    const shown = (await staff("GET", `/invitations/${made.id}`)).body;
    expect([shown.email, shown.reminderCount]).toEqual([email, 0]);
    // Written is not sent: that it is once a mail server took it.
    expect([shown.mailQueuedAt, shown.mailedAt]).toEqual([expect.stringMatching(/Z$/), null]);
    await takeAll();
    const sent = (await staff("GET", `/invitations/${made.id}`)).body;
    expect([sent.mailQueuedAt, sent.mailedAt]).toEqual([shown.mailQueuedAt, expect.stringMatching(/Z$/)]);
    expect((await act("send", made.id)).skipped).toEqual([{ id: made.id, why: "sent-already" }]);
  });

  it("that no mail server takes is not sent, and nobody is reminded of it", async () => {
    const { id } = await world.invite({ email: address() });
    await act("send", id);
    const refuse = { send: () => Promise.reject(new Error("no room")), close: () => {} };
    await sendOutbox({ ...world, messageSenders: { email: refuse } });
    expect((await staff("GET", `/invitations/${id}`)).body.mailedAt).toBeNull();
    expect((await act("remind", id)).skipped).toEqual([{ id, why: "not-sent-yet" }]);
  });

  it("is looked at before it is written: how many, in whose words, and the first; nothing is written by it", async () => {
    const email = address();
    const [one, none, another] = [
      await world.invite({ email }),
      await world.invite(),
      await world.invite({ email: address() }),
    ];
    const before = [await prisma.outboxMail.count(), await prisma.auditEntry.count()];
    const look = async (kind: string) =>
      (await staff("POST", "/invitations/mail-preview", { kind, ids: [none.id, one.id, another.id] })).body;
    const looked = await look("invitation");
    expect(looked).toMatchObject({
      count: 2,
      words: [{ site: "Practice House", changed: false, count: 2 }],
      example: { recipient: email, subject: "Your invitation from Practice House" },
      mail: "outbox",
    });
    expect(looked.example.body).toContain("{link}");
    expect(looked.example.body).not.toContain(one.token);
    expect(await look("reminder")).toMatchObject({ count: 0, words: [], example: null });
    expect([await prisma.outboxMail.count(), await prisma.auditEntry.count()]).toEqual(before);
  });

  it("says of each that got none why", async () => {
    const [none, revoked, expired] = [
      await world.invite(),
      await world.invite({ email: address() }),
      await world.invite({ email: address() }),
    ];
    await pool.query(`UPDATE "Invitation" SET "revokedAt" = now() WHERE id = $1`, [revoked.id]);
    await pool.query(`UPDATE "Invitation" SET "expiresAt" = now() WHERE id = $1`, [expired.id]);
    expect(await act("send", none.id, revoked.id, expired.id)).toEqual({
      done: [],
      skipped: [
        { id: none.id, why: "no-address" },
        { id: revoked.id, why: "revoked" },
        { id: expired.id, why: "expired" },
      ],
    });
    const group = { claimMode: "SHARED", email: address() };
    expect((await staff("POST", "/invitations", group)).status).toBe(422);
    expect((await staff("POST", "/invitations", { email: "ada at home" })).status).toBe(422);
  });

  it("is followed by a reminder after a day, three at most, and none once they have begun", async () => {
    const email = address();
    const { id, token } = await world.invite({ email });
    expect((await act("remind", id)).skipped).toEqual([{ id, why: "not-sent-yet" }]);
    await act("send", id);
    expect((await act("remind", id)).skipped).toEqual([{ id, why: "not-sent-yet" }]);
    await takeAll();
    expect((await act("remind", id)).skipped).toEqual([{ id, why: "reminded-today" }]);
    for (let count = 1; count <= 3; count++) {
      await back(id, 25);
      expect((await act("remind", id)).done).toEqual([id]);
    }
    await back(id, 25);
    expect((await act("remind", id)).skipped).toEqual([{ id, why: "reminded-enough" }]);
    expect((await mailsTo(email)).map(({ subject }) => subject)).toEqual([
      "Your invitation from Practice House",
      ...Array.from({ length: 3 }, () => "Your invitation from Practice House is still waiting"),
    ]);
    await pool.query(`UPDATE "Invitation" SET "reminderCount" = 0 WHERE id = $1`, [id]);
    await (await world.claimToken(token)).start();
    expect((await act("remind", id)).skipped).toEqual([{ id, why: "begun" }]);
  });

  it("says what staff wrote for its site; without {link} nothing is kept", async () => {
    const path = `/sites/${siteId}/mail/invitation`;
    const before = (await staff("GET", `/sites/${siteId}/mail`)).body;
    expect(before.mail).toBe("outbox");
    expect(before.items[0]).toEqual({ kind: "invitation", ...MAIL_WORDS.invitation, changed: false });
    expect((await staff("PATCH", path, { template: { subject: "Hi", body: "no way in" } })).status).toBe(422);
    expect((await staff("PATCH", path, { template: { subject: "a\nBcc: b@c.d", body: "{link}" } })).status).toBe(422);
    expect((await staff("PATCH", `/sites/${siteId}/mail/birthday`, { template: null })).status).toBe(404);
    await staff("PATCH", path, { template: { subject: "For {name}", body: "Dear {name},\n{link}" } });
    const email = address();
    const { id, link } = await world.invite({ email, label: "Ada" });
    await act("send", id);
    expect(await shownTo(email)).toMatchObject([{ subject: "For Ada", body: `Dear Ada,\n${link}` }]);
    expect((await staff("PATCH", path, { template: null })).body).toEqual(before);
  });

  it("without a label leaves the name out, with the space before it; a label is never a mark", () => {
    const of = { site: "S", expiresAt: new Date("2026-12-01T12:00:00Z") };
    const words = { subject: "{name}", body: "Dear {name},\n{link} until {expires}" };
    expect(fillMail(words, { ...of, name: null }).body).toBe("Dear,\n{link} until Tuesday 1 December 2026");
    expect(fillMail(words, { ...of, name: "{site}\r\nBcc: x" }).subject).toBe("{site} Bcc: x");
  });
});

describe("an address", () => {
  const emailOf = async (id: string) => (await prisma.invitation.findUniqueOrThrow({ where: { id } })).email;

  it("goes with an erasure: of the invitation, of another that waits for the same person, and what was sent there", async () => {
    const email = address();
    const [one, waiting] = [await world.invite({ email, externalRef: randomUUID() }), await world.invite({ email })];
    const other = await world.invite({ email: address() });
    await act("send", one.id, waiting.id, other.id);
    const invitee = await world.claimToken(one.token);
    expect((await invitee.post("/v1/me/erasure", { confirm: true })).status).toBeLessThan(300);
    expect([await emailOf(one.id), await emailOf(waiting.id)]).toEqual([null, null]);
    expect(await mailsTo(email)).toEqual([]);
    expect(await emailOf(other.id)).not.toBeNull();
    // The whole database holds it nowhere.
    const { rows } = await pool.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = 'public' AND table_type = 'BASE TABLE'`,
    );
    for (const { name } of rows) {
      const found = await pool.query(`SELECT FROM "${name}" t WHERE t::text LIKE '%' || $1 || '%'`, [email]);
      expect([name, found.rowCount]).toEqual([name, 0]);
    }
  });

  it("is forgotten by staff with what was sent there, changed to another, and by itself some time after the end", async () => {
    const email = address();
    const { id } = await world.invite({ email });
    await act("send", id);
    await forgetMailsOfNobody(pool, null);
    expect(await mailsTo(email)).toHaveLength(1);
    const changed = (await staff("PATCH", `/invitations/${id}`, { email: "Ada@EXAMPLE.org" })).body;
    expect([changed.email, changed.mailQueuedAt, changed.mailedAt]).toEqual(["Ada@example.org", null, null]);
    expect(await mailsTo(email)).toEqual([]);
    await forgetOldAddresses(pool);
    expect(await emailOf(id)).not.toBeNull();
    await pool.query(`UPDATE "Invitation" SET "expiresAt" = now() - interval '31 days' WHERE id = $1`, [id]);
    await forgetOldAddresses(pool);
    expect(await emailOf(id)).toBeNull();
    const entries = await prisma.auditEntry.findMany({ where: { subject: id } });
    expect(JSON.stringify(entries)).not.toMatch(/@/);
  });
});

it("a mail that waits goes out with the link of that moment: after a re-issue the new one", async () => {
  const email = address();
  const made = await world.invite({ email });
  await act("send", made.id);
  const { link } = (await staff("POST", `/invitations/${made.id}/reissue`)).body;
  const bodies = (await takeAll()).map(({ body }) => body);
  expect(bodies.filter((body) => body.includes(link))).toHaveLength(1);
  expect(bodies.filter((body) => body.includes(made.link) || body.includes("{link}"))).toEqual([]);
});
