import { describe, expect, it } from "vitest";
import { createSignInLink } from "../../src/identity/sign-in-staff.ts";
import { SITE_ORIGIN, useTestWorld } from "../test-world.ts";
import { addPerson, atConsole, cookieOf, signInToConsole } from "./sign-in.ts";

const world = await useTestWorld();
const { pool } = world.database;
const tokenOf = (link: string) => link.split("#sign-in=")[1];
const invitations = () => world.database.prisma.invitation.count();

describe("a write by the console's cookie", () => {
  it.each<[string, (token: string) => Record<string, string>, number, string | undefined]>([
    ["with its token", (token) => ({ "x-csrf-token": token }), 201, undefined],
    ["and this server's own origin", (token) => ({ "x-csrf-token": token, origin: world.url }), 201, undefined],
    ["without", () => ({}), 403, "csrf-token"],
    ["with a made-up one", () => ({ "x-csrf-token": "made-up" }), 403, "csrf-token"],
    ["with one of the same length", (token) => ({ "x-csrf-token": token.replace(/^./, "!") }), 403, "csrf-token"],
    ["with letters that are no ASCII", (token) => ({ "x-csrf-token": token.replace(/^./, "é") }), 403, "csrf-token"],
    ["with the header of old", () => ({ "x-sidecoach-console": "1" }), 403, "csrf-token"],
    ["from a host site", (token) => ({ "x-csrf-token": token, origin: SITE_ORIGIN }), 403, "origin-not-allowed"],
    ["from a sandboxed page", (token) => ({ "x-csrf-token": token, origin: "null" }), 403, "origin-not-allowed"],
    [
      "from elsewhere",
      (token) => ({ "x-csrf-token": token, origin: "https://evil.example" }),
      403,
      "origin-not-allowed",
    ],
  ])("%s", async (_name, headersOf, status, code) => {
    const person = await atConsole(world, "STAFF");
    const before = await invitations();
    const { cookie = "", "x-csrf-token": token = "" } = person.headers as Record<string, string>;
    const answer = await world.call("POST", "/v1/admin/invitations", {}, { cookie, ...headersOf(token) });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(await invitations()).toBe(before + (status === 201 ? 1 : 0));
  });

  it("takes no other sign-in's token", async () => {
    const [one, other] = [await atConsole(world, "STAFF"), await atConsole(world, "STAFF")];
    const headers = { ...one.headers, "x-csrf-token": other.headers["x-csrf-token"] };
    expect((await world.call("POST", "/v1/admin/invitations", {}, headers)).body.code).toBe("csrf-token");
  });

  it("a read by it from a host site is refused too: no page there learns who is staff", async () => {
    const person = await atConsole(world, "STAFF");
    const answer = await world.call("GET", "/v1/admin/users", undefined, { ...person.headers, origin: SITE_ORIGIN });
    expect([answer.status, answer.body.code]).toEqual([403, "origin-not-allowed"]);
  });

  it("a script with a key needs no token", async () => {
    const person = await atConsole(world, "STAFF");
    const { key } = (await person.post("/v1/admin/api-keys", { name: "script", role: "STAFF" })).body;
    const answer = await world.call("POST", "/v1/admin/invitations", {}, { authorization: `Bearer ${key}` });
    expect(answer.status).toBe(201);
  });
});

describe("the cookie", () => {
  it("is another one at each sign-in, and the browser's last one ends", async () => {
    const id = await addPerson(world, "STAFF");
    const first = await signInToConsole(world, id);
    const token = tokenOf(await createSignInLink(world, id, "x"));
    const answer = await world.call("POST", "/v1/admin/sign-in", { token }, { cookie: first.headers.cookie });
    expect(answer.status).toBe(200);
    expect(cookieOf(answer)).not.toBe(first.headers.cookie);
    expect((await first.get("/v1/admin/me")).status).toBe(401);
    const second = { cookie: cookieOf(answer) };
    expect((await world.call("GET", "/v1/admin/me", undefined, second)).body.csrfToken).toBe(answer.body.csrfToken);
    expect(answer.body.csrfToken).not.toBe(first.headers["x-csrf-token"]);
  });

  it("a cookie planted before the sign-in is not taken over", async () => {
    const token = tokenOf(await createSignInLink(world, await addPerson(world, "STAFF"), "x"));
    const planted = "__Host-sidecoach-staff=planted";
    expect((await world.call("POST", "/v1/admin/sign-in", { token }, { cookie: planted })).status).toBe(200);
    expect((await world.call("GET", "/v1/admin/me", undefined, { cookie: planted })).status).toBe(401);
  });

  it("lasts 8 hours in all and 30 minutes without use, in the browser and here", async () => {
    const link = await createSignInLink(world, await addPerson(world, "STAFF"), "x");
    const answer = await world.call("POST", "/v1/admin/sign-in", { token: tokenOf(link) });
    expect(answer.headers.get("set-cookie")).toMatch(/Max-Age=28800;/);
    for (const [column, ago] of [
      ["expiresAt", "1 second"],
      ["lastUsedAt", "31 minutes"],
    ]) {
      const person = await atConsole(world, "STAFF");
      expect((await person.get("/v1/admin/me")).status).toBe(200);
      await pool.query(`UPDATE "StaffSession" SET "${column}" = now() - $2::interval WHERE "userId" = $1`, [
        person.userId,
        ago,
      ]);
      expect((await person.get("/v1/admin/me")).status).toBe(401);
    }
    const busy = await atConsole(world, "STAFF");
    await pool.query(`UPDATE "StaffSession" SET "lastUsedAt" = now() - interval '29 minutes' WHERE "userId" = $1`, [
      busy.userId,
    ]);
    expect((await busy.get("/v1/admin/me")).status).toBe(200);
    const { rows } = await pool.query(
      `SELECT "expiresAt" - "createdAt" = interval '8 hours' AS eight, "lastUsedAt" > now() - interval '1 minute' AS fresh FROM "StaffSession" WHERE "userId" = $1`,
      [busy.userId],
    );
    expect(rows).toEqual([{ eight: true, fresh: true }]);
  });
});
