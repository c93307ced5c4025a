import { describe, expect, it } from "vitest";
import { CONSENT, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const claim = (token: string, more: object = {}) =>
  world.call("POST", "/v1/invitations/claim", { token, consent: CONSENT, ...more });

describe("claims", () => {
  it("a hundred at once of one SINGLE invitation: one user, five live devices", async () => {
    const { token, id } = await world.invite();
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_, device) => claim(token, { deviceId: `device-${device}` })),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 100 }, () => 200));
    expect(new Set(answers.map(({ body }) => body.user.id)).size).toBe(1);
    expect(await world.database.prisma.loginSession.count({ where: { invitationId: id, revokedAt: null } })).toBe(5);
    const live = await Promise.all(
      answers.map(({ body }) =>
        world.call("GET", "/v1/me", undefined, { authorization: `Bearer ${body.accessToken}` }),
      ),
    );
    expect(live.filter(({ status }) => status === 200)).toHaveLength(5);
    expect(live.filter(({ status, body }) => status === 401 && body.code === "session-ended")).toHaveLength(95);
  });

  it("the same device replaces its login", async () => {
    const { token, id } = await world.invite();
    for (let time = 0; time < 3; time++) await claim(token, { deviceId: "the-same-device" });
    expect(await world.database.prisma.loginSession.count({ where: { invitationId: id, revokedAt: null } })).toBe(1);
  });

  it("a SHARED invitation makes a child with a quota of its own for each device, at most maxClaims", async () => {
    const { token, id } = await world.invite({ claimMode: "SHARED", maxClaims: 7 });
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, device) => claim(token, { deviceId: `device-${device}` })),
    );
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(7);
    expect(answers.filter(({ status, body }) => status === 409 && body.code === "claims-used-up")).toHaveLength(13);
    expect(await world.database.prisma.invitation.count({ where: { parentId: id } })).toBe(7);
    const winner = answers.findIndex(({ status }) => status === 200);
    const again = await claim(token, { deviceId: `device-${winner}` });
    expect(again.body.user.id).toBe(answers[winner]?.body.user.id);
  });

  it("previewing claims nothing, and a mistyped token is told from an unknown one", async () => {
    const { token, id } = await world.invite();
    const preview = await world.call("POST", "/v1/invitations/preview", { token });
    expect(preview).toMatchObject({
      status: 200,
      body: { claimed: false, state: "opened", consent: { version: CONSENT.service }, siteName: "Practice House" },
    });
    expect(await world.database.prisma.invitation.findUniqueOrThrow({ where: { id } })).toMatchObject({
      claimedAt: null,
      linkedUserId: null,
    });
    const mistyped = `${token.slice(0, 10)}${token[10] === "a" ? "b" : "a"}${token.slice(11)}`;
    expect((await claim(mistyped)).body.code).toBe("mistyped-token");
    const other = await useOtherToken();
    expect((await claim(other)).body.code).toBe("invitation-not-found");
  });

  it("a preview on a second device names the scenario that was chosen, once there is one", async () => {
    const { token } = await world.invite({ scenarioSlug: undefined });
    const current = async () => (await world.call("POST", "/v1/invitations/preview", { token })).body.currentScenario;
    expect(await current()).toBeNull();
    const invitee = await world.claimToken(token);
    expect(await current()).toBeNull();
    const scenarios = (await invitee.get("/v1/scenarios")).body.items ?? (await invitee.get("/v1/scenarios")).body;
    const last = scenarios.at(-1).slug;
    await invitee.post("/v1/sessions", { scenarioSlug: last });
    expect(await current()).toBe(last);
  });

  it("expired or revoked: no first claim, but who came before may come back and read", async () => {
    const early = await world.claim();
    const id = await early.start();
    await early.exchange(id, "Hello.");
    const late = await world.invite();
    await world.database.pool.query(`UPDATE "Invitation" SET "expiresAt" = now() - interval '1 hour'`);
    expect((await claim(late.token)).body).toMatchObject({ status: 410, code: "expired" });
    expect((await early.get(`/v1/sessions/${id}`)).status).toBe(200);
    const { status, body } = await early.send(id, "One more.");
    expect([status, body.code]).toEqual([410, "expired"]);
  });

  it("keeps no token that could be used", async () => {
    const { token, id } = await world.invite();
    await claim(token);
    const rows = await world.database.pool.query(
      `SELECT row_to_json(i)::text AS text FROM "Invitation" i WHERE id = $1 UNION ALL SELECT row_to_json(r)::text FROM "RefreshToken" r`,
      [id],
    );
    expect(rows.rows.some(({ text }) => text.includes(token) || text.includes("ref_"))).toBe(false);
  });
});

const useOtherToken = async (): Promise<string> => {
  const { deriveInvitationToken } = await import("../../src/invitations/invitation-token.ts");
  return deriveInvitationToken(Buffer.from("another key"), "another", 1);
};
