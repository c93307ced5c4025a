import { describe, expect, it } from "vitest";
import { missingScope, SCOPES, scopesOf } from "../../src/identity/key-scopes.ts";
import { OPERATIONS } from "../../src/http/operations/all.ts";
import { KeyScope } from "../../src/protocol/staff.ts";
import { runCommand } from "../../src/run-command.ts";
import { useTestWorld } from "../test-world.ts";
import { atConsole, withKey } from "./sign-in.ts";

const world = await useTestWorld();
const admin = await atConsole(world, "ADMIN");
const staff = await atConsole(world, "STAFF");
const make = async (by: typeof admin, body: object) => {
  const { status, body: made } = await by.post("/v1/admin/api-keys", { name: "a key", role: "STAFF", ...body });
  expect(status).toBe(201);
  return { id: made.id as string, key: made.key as string, made, ...withKey(world, made.key) };
};

it("is shown once, kept as a hash, listed with its last use, and dead when revoked", async () => {
  const key = await make(staff, { name: "nightly export", scopes: ["export", "sessions"], expiresInDays: 30 });
  expect(key.key).toMatch(/^key_[\w-]{43}$/);
  const listed = async () =>
    (await staff.get("/v1/admin/api-keys")).body.items.find(({ id }: { id: string }) => id === key.id);
  expect(await listed()).toMatchObject({ name: "nightly export", lastUsedAt: null, scopes: ["export", "sessions"] });
  expect(JSON.stringify(await listed())).not.toContain(key.key);
  expect((await key.get("/v1/admin/sessions")).status).toBe(200);
  expect((await listed()).lastUsedAt).not.toBeNull();
  expect((await staff.delete(`/v1/admin/api-keys/${key.id}`)).status).toBe(204);
  expect((await key.get("/v1/admin/sessions")).body.code).toBe("bad-token");
  const revokedAt = (await listed()).revokedAt;
  // Again is the same, and one entry.
  expect((await staff.delete(`/v1/admin/api-keys/${key.id}`)).status).toBe(204);
  expect((await listed()).revokedAt).toBe(revokedAt);
  const acts = (await admin.get(`/v1/admin/audit?subject=${key.id}`)).body.items;
  expect(acts.map(({ action }: { action: string }) => action)).toEqual(["api-key.revoke", "api-key.create"]);
});

it("ends when its time is over", async () => {
  const key = await make(staff, { expiresInDays: 1 });
  expect((await key.get("/v1/admin/me")).status).toBe(200);
  await world.database.pool.query(`UPDATE "ApiKey" SET "expiresAt" = now() - interval '1 second' WHERE id = $1`, [
    key.id,
  ]);
  expect((await key.get("/v1/admin/me")).body.code).toBe("bad-token");
});

it("belongs to whoever made it: others of STAFF neither see nor revoke it, an ADMIN does both", async () => {
  const other = await atConsole(world, "STAFF");
  const key = await make(staff, {});
  const ids = async (by: typeof admin) =>
    (await by.get("/v1/admin/api-keys")).body.items.map(({ id }: { id: string }) => id);
  expect(await ids(other)).not.toContain(key.id);
  expect((await other.delete(`/v1/admin/api-keys/${key.id}`)).status).toBe(404);
  expect((await key.get("/v1/admin/me")).status).toBe(200);
  expect(await ids(admin)).toContain(key.id);
  expect((await admin.delete(`/v1/admin/api-keys/${key.id}`)).status).toBe(204);
});

describe("at the command line", () => {
  const create = (values: object) =>
    runCommand(world, { command: "api-key create", taken: ["script"], values: { role: "STAFF", ...values } }, []);
  it("is narrowed and ends as it was asked to", async () => {
    const key = withKey(world, await create({ scopes: "export, sessions", days: "2" }));
    expect((await key.get("/v1/admin/sessions")).status).toBe(200);
    expect((await key.get("/v1/admin/users")).body.code).toBe("scope-too-narrow");
    const { rows } = await world.database.pool.query(
      `SELECT scopes, round(extract(epoch FROM "expiresAt" - "createdAt") / 3600) AS hours FROM "ApiKey" WHERE name = 'script'`,
    );
    expect(rows).toEqual([{ scopes: ["sessions", "export"], hours: "48" }]);
    // The command line is nobody of the house: the entry has no actor.
    const acts = (await admin.get("/v1/admin/audit?action=api-key.create")).body.items;
    expect(acts[0]).toMatchObject({ actorId: null, detail: { role: "STAFF", scopes: ["sessions", "export"] } });
  });
  it.each([
    [{ scopes: "everything" }, "there is no scope everything"],
    [{ scopes: "" }, "there is no scope"],
    [{ days: "0" }, "--days takes"],
    [{ days: "soon" }, "--days takes"],
    [{ role: "USER" }, "--role"],
  ])("%j is refused in words", async (values, words) => {
    await expect(create(values)).rejects.toThrow(words);
  });
});

describe("nothing makes a key that may more than itself", () => {
  it("STAFF make none for ADMIN", async () => {
    const answer = await staff.post("/v1/admin/api-keys", { name: "up", role: "ADMIN" });
    expect([answer.status, answer.body.code]).toEqual([403, "role-too-low"]);
  });
  it("a narrow key makes none of wider or no scopes, and none that lives longer", async () => {
    const narrow = await make(admin, { role: "ADMIN", scopes: ["settings", "export"], expiresInDays: 2 });
    for (const scopes of [undefined, [], ["people"], ["settings", "people"]]) {
      const answer = await narrow.post("/v1/admin/api-keys", { name: "out", role: "STAFF", ...(scopes && { scopes }) });
      expect([answer.status, answer.body.code]).toEqual([403, "scope-too-narrow"]);
    }
    for (const expiresInDays of [undefined, 300]) {
      const child = await narrow.post("/v1/admin/api-keys", {
        name: "child",
        role: "STAFF",
        scopes: ["export"],
        ...(expiresInDays && { expiresInDays }),
      });
      expect([child.status, child.body.expiresAt]).toEqual([201, narrow.made.expiresAt]);
    }
  });
  it.each([
    { name: "", role: "STAFF" },
    { name: "x", role: "USER" },
    { name: "x", role: "STAFF", scopes: ["everything"] },
    { name: "x", role: "STAFF", expiresInDays: 0 },
    { name: "x\0", role: "STAFF" },
    { name: "x", role: "STAFF", userId: "somebody" },
  ])("%j is 422", async (body) => {
    expect((await admin.post("/v1/admin/api-keys", body)).status).toBe(422);
  });
});

describe("scopes", () => {
  it.each([
    ["/v1/admin/invitations", "invitations"],
    ["/v1/admin/invitations/x/journey", "sessions"],
    ["/v1/admin/Invitations/x/JOURNEY/", "sessions"],
    ["/v1/admin/constructor", "settings"],
    ["/v1/admin/invitations/x/revoke", "invitations"],
    ["/v1/admin/sessions/1/observe", "sessions"],
    ["/v1/admin/scenarios", "scenarios"],
    ["/v1/admin/quota-presets", "scenarios"],
    ["/v1/admin/users/x", "people"],
    ["/v1/admin/usage", "export"],
    ["/v1/admin/sites", "settings"],
    ["/v1/admin/api-keys", "settings"],
    ["/v1/admin/outbox", "settings"],
    ["/v1/admin/what-comes-later", "settings"],
    ["/v1/admin/me", null],
    ["/v1/admin/sign-out", null],
  ])("%s needs %s", (path, scope) => {
    expect(scopesOf(path)).toEqual(scope === null ? [] : [scope]);
    for (const given of SCOPES)
      expect(missingScope([given], path)).toBe(scope === null || given === scope ? null : scope);
    expect(missingScope([], path)).toBeNull();
  });
  it("of a replay are two: it says what was said in a session", async () => {
    for (const path of ["/v1/admin/scenarios/1/replays", "/v1/admin/replays/x/next", "/v1/Admin/Replays/x"]) {
      expect(missingScope(["scenarios"], path)).toBe("sessions");
      expect(missingScope(["sessions"], path)).toBe("scenarios");
      expect(missingScope(["sessions", "scenarios"], path)).toBeNull();
    }
    const narrow = await make(admin, { role: "ADMIN", scopes: ["scenarios"] });
    const answer = await narrow.post("/v1/admin/scenarios/1/replays", { sessionId: 1 });
    expect([answer.status, answer.body.code]).toEqual([403, "scope-too-narrow"]);
  });
  it("are the same however a path is written: the router knows no case", async () => {
    const settings = await make(admin, { role: "ADMIN", scopes: ["settings"] });
    for (const path of ["/v1/Admin/users", "/V1/admin/sessions", "/v1/admin/INVITATIONS", "/v1/ADMIN/Users/x"]) {
      const answer = await settings.get(path);
      expect([path, answer.status, answer.body.code]).toEqual([path, 403, "scope-too-narrow"]);
    }
    const people = await make(admin, { scopes: ["people"] });
    expect((await people.get("/v1/Admin/Users")).status).toBe(200);
  });
  it("are one list, on the wire and inside", () => {
    expect(KeyScope.options).toEqual([...SCOPES]);
  });
  it("hold on every staff route: each key gets through where its scope says, and nowhere else", async () => {
    for (const scope of SCOPES) {
      const key = await make(admin, { role: "ADMIN", scopes: [scope] });
      for (const { method, path, who } of OPERATIONS) {
        if (who !== "staff" || method !== "get") continue;
        const asked = path.replaceAll(/\{\w+\}/g, "0");
        const { body } = await key.get(asked);
        const refused = body.code === "scope-too-narrow";
        expect([scope, path, refused]).toEqual([scope, path, missingScope([scope], path) !== null]);
      }
    }
  });
});
