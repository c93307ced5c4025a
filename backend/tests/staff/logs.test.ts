// Everything is logged, at the finest level; canaries in every place that a person or a client can write to.
import { randomUUID } from "node:crypto";
import { Writable } from "node:stream";
import { expect, it } from "vitest";
import { createLogger } from "../../src/create-logger.ts";
import { describeError } from "../../src/describe-error.ts";
import { createApiKey, createSignInLink } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";
import { addPerson, atConsole, cookieOf } from "./sign-in.ts";

const lines: string[] = [];
const logger = createLogger(
  "trace",
  new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      lines.push(chunk.toString());
      done();
    },
  }),
);
const world = await useTestWorld({}, { logger });
const { pool } = world.database;

const TEXT = "canary-of-a-message";
const CONTACT = "canary.contact@mail.example";
const PHONE = "+15005550199";
const NAME = "Canary Persons-Name";

const secrets: Record<string, string> = { TEXT, CONTACT, PHONE, NAME };
it("the log holds no token, no text and no contact, whatever goes well or wrong", async () => {
  const { token } = await world.invite();
  secrets["invitation"] = token;
  const device = `canary-device-${randomUUID()}`;
  secrets["device"] = device;
  const invitee = await world.claimToken(token, device);
  secrets["access"] = invitee.accessToken;
  secrets["refresh"] = invitee.refreshToken;
  const sessionId = await invitee.start();
  await invitee.exchange(sessionId, TEXT);
  await invitee.post(`/v1/sessions/${sessionId}/asides`, { content: TEXT }, { "idempotency-key": randomUUID() });
  await invitee.post("/v1/telemetry", { events: [{ name: "canary", properties: { text: TEXT } }] });
  for (const value of [CONTACT, PHONE])
    await invitee.post("/v1/me/contact-methods", { type: value === PHONE ? "phone" : "email", value });

  const link = (await createSignInLink(world, await addPerson(world, "ADMIN", NAME), "x")).split("#sign-in=")[1] ?? "";
  secrets["link"] = link;
  const signedIn = await world.call("POST", "/v1/admin/sign-in", { token: link });
  secrets["cookie"] = cookieOf(signedIn).split("=")[1] ?? "";
  secrets["CSRF token"] = signedIn.body.csrfToken;
  const key = await createApiKey(world, world.staffId, "logs", "STAFF");
  secrets["API key"] = key;
  const person = await atConsole(world, "ADMIN");
  await person.get(`/v1/admin/users?q=${encodeURIComponent(CONTACT)}`);
  await person.post(`/v1/admin/sessions/${sessionId}/notes`, { content: TEXT });

  // What is wrong in every way that a client can be.
  const bearer = { authorization: `Bearer ${key}` };
  await world.call("POST", "/v1/invitations/claim", `{"token":"${token}","text":"${TEXT}`);
  await world.call("POST", "/v1/invitations/claim", { token, consent: { service: TEXT }, extra: CONTACT });
  await world.call("POST", "/v1/auth/refresh", { refreshToken: `${invitee.refreshToken}x` });
  await world.call("GET", `/v1/me?token=${token}&text=${TEXT}`, undefined, bearer);
  await world.call("GET", "/v1/me", undefined, { authorization: `Bearer ${invitee.accessToken}x` });
  await world.call("POST", "/v1/admin/sign-in", { token: `${link}x` });
  await world.call("GET", "/v1/admin/me", undefined, { cookie: `__Host-sidecoach-staff=${secrets["cookie"]}x` });
  await world.call("GET", `/v1/sessions/${sessionId}/events`, undefined, { ...invitee.bearer, "last-event-id": TEXT });

  // And our own faults: a database that quotes the values it refuses, in its message, its detail and its query.
  await pool.query(`ALTER TABLE "Message" ADD CONSTRAINT canary_trap CHECK (content NOT LIKE '%broken%') NOT VALID`);
  expect((await invitee.send(sessionId, `${TEXT} broken`)).status).toBe(500);
  await pool.query(`CREATE UNIQUE INDEX note_trap ON "ObservationNote" (content)`);
  expect((await person.post(`/v1/admin/sessions/${sessionId}/notes`, { content: TEXT })).status).toBe(500);

  const log = lines.join("");
  expect(lines.length).toBeGreaterThan(20);
  expect(log).toContain('"level":50');
  expect(log).toContain("note_trap");
  const leaked = Object.entries(secrets).filter(
    ([, secret]) => log.includes(secret) || log.includes(secret.slice(0, 24)),
  );
  expect(leaked.map(([name]) => name)).toEqual([]);
});

it("nor do telemetry, usage and the audit log that the same walk left, nor the metrics", async () => {
  expect(Object.keys(secrets).length).toBeGreaterThan(10);
  const told: string[] = [];
  for (const [table, where] of [
    // What a page writes under a name of its own is the page's.
    ["TelemetryEvent", `name <> 'widget_canary'`],
    ["AuditEntry", "true"],
    ["UsageLog", "true"],
    ["ModelCall", "true"],
  ]) {
    const { rows } = await pool.query<{ row: string }>(`SELECT t::text AS row FROM "${table}" t WHERE ${where}`);
    expect([table, rows.length > 0]).toEqual([table, true]);
    told.push(...rows.map(({ row }) => `${table} ${row}`));
  }
  told.push((await world.call("GET", "/metrics")).body);
  const leaked = Object.entries(secrets).flatMap(([name, secret]) =>
    told
      .filter((row) => row.includes(secret) || row.includes(secret.slice(0, 24)))
      .map((row) => `${name} in ${row.slice(0, 40)}`),
  );
  expect(leaked).toEqual([]);
});

it.each<[string, unknown]>([
  [
    "PostgreSQL's",
    Object.assign(new Error(`invalid input: "${TEXT}"`), { severity: "ERROR", routine: "x", code: "22P02" }),
  ],
  [
    "its details",
    Object.assign(new Error("x"), { severity: "ERROR", routine: "x", detail: TEXT, where: TEXT, hint: TEXT }),
  ],
  ["Prisma's", Object.assign(new Error(`create({ name: "${TEXT}" })`), { name: "PrismaClientValidationError" })],
  ["JSON's", new SyntaxError(`Unexpected token in ${TEXT}`)],
  ["a cause's", new Error("ours", { cause: Object.assign(new SyntaxError(TEXT), { body: TEXT }) })],
  ["a body that was parsed", Object.assign(new Error("ours"), { body: TEXT, type: "entity.parse.failed" })],
  ["what is thrown and no error", TEXT],
])("an error is described without %s quotes", (_name, error) => {
  const described = JSON.stringify(describeError(error));
  expect(described).not.toContain(TEXT);
  expect(described.length).toBeGreaterThan(10);
});
it("and still says what went wrong and where", () => {
  const described = describeError(Object.assign(new Error("the note was not stored"), { code: "X1" }));
  expect(described).toMatchObject({ type: "Error", message: "the note was not stored", code: "X1" });
  expect(String(described["stack"])).toContain("logs.test.ts");
});
