import { describe, expect, it } from "vitest";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const refresh = (refreshToken: string) => world.call("POST", "/v1/auth/refresh", { refreshToken });

describe("refresh", () => {
  it("rotates; repeats return the identical successor until that is used and a minute more", async () => {
    const { refreshToken } = await world.claim();
    const answers = await Promise.all(Array.from({ length: 20 }, () => refresh(refreshToken)));
    expect(new Set(answers.map(({ body }) => body.refreshToken)).size).toBe(1);
    const successor = answers[0]?.body.refreshToken;
    expect(successor).not.toBe(refreshToken);
    expect((await refresh(successor)).status).toBe(200);
    // Within the minute a late repeat still gets the same successor.
    expect((await refresh(refreshToken)).body.refreshToken).toBe(successor);
  });

  it("revokes the family when an old token comes after that minute", async () => {
    const invitee = await world.claim();
    const first = await refresh(invitee.refreshToken);
    const second = await refresh(first.body.refreshToken);
    await world.database.pool.query(
      `UPDATE "RefreshToken" SET "usedAt" = now() - interval '2 minutes' WHERE "usedAt" IS NOT NULL`,
    );
    const reuse = await refresh(invitee.refreshToken);
    expect([reuse.status, reuse.body.code]).toEqual([401, "session-ended"]);
    expect((await refresh(second.body.refreshToken)).status).toBe(401);
    expect((await invitee.get("/v1/me")).status).toBe(401);
  });

  it("a sign-out holds at once", async () => {
    const invitee = await world.claim();
    expect((await invitee.post("/v1/auth/logout")).status).toBe(204);
    expect((await invitee.get("/v1/me")).body.code).toBe("session-ended");
    expect((await refresh(invitee.refreshToken)).status).toBe(401);
  });

  it("a forged or foreign access token is 401", async () => {
    const { default: jwt } = await import("jsonwebtoken");
    const forged = jwt.sign({ sid: "x", inv: "y" }, "secret", {
      issuer: "sidecoach",
      audience: "sidecoach-api",
      subject: "z",
      expiresIn: 300,
    });
    const unsigned = jwt.sign({ sid: "x", inv: "y" }, "", { algorithm: "none", subject: "z" });
    for (const token of [forged, unsigned, "nonsense", "a.b.c"])
      expect((await world.call("GET", "/v1/me", undefined, { authorization: `Bearer ${token}` })).body.code).toBe(
        "bad-token",
      );
    expect((await world.call("GET", "/v1/me")).body.code).toBe("no-token");
  });
});
