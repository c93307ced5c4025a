import jwt from "jsonwebtoken";
import { describe, expect, it } from "vitest";
import { issuerOf } from "../../src/identity/access-token.ts";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool } = world.database;
const refresh = (refreshToken: string) => world.call("POST", "/v1/auth/refresh", { refreshToken });

describe("an access token", () => {
  it("says user, login, invitation, site and token version, and no role", async () => {
    const invitee = await world.claim();
    const site = await world.database.prisma.site.findUniqueOrThrow({ where: { key: "test-site" } });
    const { jti, iat, exp, sid, ...rest } = jwt.decode(invitee.accessToken) as Record<string, unknown>;
    expect(rest).toEqual({
      iss: world.url,
      aud: "sidecoach-api",
      sub: invitee.user.id,
      inv: invitee.invitation.id,
      site: site.id,
      sv: 1,
    });
    expect(Number(exp) - Number(iat)).toBe(300);
    expect([typeof jti, typeof sid]).toEqual(["string", "string"]);
  });

  it.each([
    ["sv", `UPDATE "User" SET "tokenVersion" = "tokenVersion" + 1 WHERE id = $1`],
    ["site", `UPDATE "Invitation" SET "siteId" = NULL WHERE "linkedUserId" = $1`],
  ])("ends where %s is another one now; a refreshed one says it as it is", async (_claim, change) => {
    const invitee = await world.claim();
    await pool.query(change, [invitee.user.id]);
    expect((await invitee.get("/v1/me")).body.code).toBe("bad-token");
    const next = await refresh(invitee.refreshToken);
    expect(next.status).toBe(200);
    const bearer = { authorization: `Bearer ${next.body.accessToken}` };
    expect((await world.call("GET", "/v1/me", undefined, bearer)).status).toBe(200);
  });

  it.each([
    ["merged", `UPDATE "User" SET "mergedIntoId" = $2 WHERE id = $1`],
    ["erased", `UPDATE "User" SET "erasedAt" = now() WHERE id = $1 AND $2 <> ''`],
  ])("of somebody who was %s is nobody's, and is not refreshed", async (_what, change) => {
    const invitee = await world.claim();
    await pool.query(change, [invitee.user.id, world.staffId]);
    expect((await invitee.get("/v1/me")).body.code).toBe("session-ended");
    expect((await refresh(invitee.refreshToken)).body.code).toBe("session-ended");
  });
});

it("a sign-out everywhere ends every login of the person at once, and nobody else's", async () => {
  const { token } = await world.invite();
  const [here, there] = [await world.claimToken(token, "here"), await world.claimToken(token, "there")];
  const other = await world.claim();
  expect((await here.post("/v1/auth/logout", { everywhere: true })).status).toBe(204);
  for (const login of [here, there]) {
    expect((await login.get("/v1/me")).body.code).toBe("session-ended");
    expect((await refresh(login.refreshToken)).body.code).toBe("session-ended");
  }
  expect((await other.get("/v1/me")).status).toBe(200);
  // The link leads back in, with tokens of the raised version.
  const again = await world.claimToken(token, "here");
  expect(again.user.id).toBe(here.user.id);
  expect((await again.get("/v1/me")).status).toBe(200);
});

describe("staff in a widget", () => {
  it.each(["STAFF", "ADMIN"])("%s act as USER: no page learns it, and no staff route takes the token", async (role) => {
    const invitee = await world.claim();
    await pool.query(`UPDATE "User" SET role = $2::"Role" WHERE id = $1`, [invitee.user.id, role]);
    const me = await invitee.get("/v1/me");
    expect([me.status, me.body.user.role]).toEqual([200, "USER"]);
    const next = (await refresh(invitee.refreshToken)).body.accessToken as string;
    expect(JSON.stringify(jwt.decode(next))).not.toMatch(/STAFF|ADMIN/);
    for (const path of ["/v1/admin/me", "/v1/admin/invitations", "/v1/admin/users"])
      expect((await world.call("GET", path, undefined, { authorization: `Bearer ${next}` })).body.code).toBe(
        "bad-token",
      );
  });

  it("do not come back by the link alone: it is no key to anything of theirs", async () => {
    const { token } = await world.invite();
    const invitee = await world.claimToken(token);
    await pool.query(`UPDATE "User" SET role = 'STAFF' WHERE id = $1`, [invitee.user.id]);
    const again = await world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT });
    expect([again.status, again.body.code]).toEqual([409, "invitation-used"]);
  });
});

it.each<[string, string | null, string, boolean]>([
  ["PUBLIC_URL's own", "https://talk.example", "https://talk.example", true],
  ["another's", "https://talk.example", "https://talk.example.evil", false],
  ["loopback where PUBLIC_URL is set", "https://talk.example", "http://127.0.0.1:8787", false],
  ["loopback where it is not", null, "http://127.0.0.1:9999", true],
  ["elsewhere where it is not", null, "https://talk.example", false],
  ["what only looks like loopback", null, "http://127.0.0.1.evil:80", false],
  ["where it listens", null, "http://10.0.0.7:8787", true],
])("as issuer is taken: %s", (_name, publicUrl, issuer, taken) => {
  expect(issuerOf(publicUrl, () => "http://10.0.0.7:8787").accepts(issuer)).toBe(taken);
});
