// Somebody whose last exchange failed, or who has nothing left: what staff are told they need is what lets them go on.
import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { readLog } from "../read-log.ts";
import { atConsole } from "../staff/sign-in.ts";
import { parseEvents, type SentEvent, type TestInvitee, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const staff = await atConsole(world, "STAFF");
const wayOn = async (invitationId: string) => {
  const { status, body } = await staff.get(`/v1/admin/invitations/${invitationId}/way-on`);
  expect(status).toBe(200);
  return body;
};
const act = async (body: object) => {
  const answer = await staff.post("/v1/admin/invitations/acts", body);
  expect(answer.body.skipped).toEqual([]);
};
/** The first that is told from there on. */
const toldAfter = (invitee: TestInvitee, sessionId: number, cursor: string): Promise<SentEvent[]> =>
  readLog(
    { url: world.url, path: `/v1/sessions/${sessionId}/events`, headers: invitee.bearer, cursor },
    (events) => events.length > 0,
  );
/** What is left is no more than this: as if all else had been spent. */
const leave = async (invitationId: string, tokens: number): Promise<void> => {
  const { body } = await staff.get(`/v1/admin/invitations/${invitationId}`);
  expect(body.quota.reserved).toBe(0);
  await staff.patch(`/v1/admin/invitations/${invitationId}`, { quotaTokens: body.quota.used + tokens });
};
const retry = (invitee: TestInvitee, exchangeId: string) =>
  invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, { "idempotency-key": randomUUID() });

/** Two exchanges, the second of which broke off in the middle: it was charged, and nothing came of it. */
const stuck = async () => {
  const { id: invitationId, token } = await world.invite();
  const invitee = await world.claimToken(token);
  const sessionId = await invitee.start();
  await invitee.exchange(sessionId, "Which day is he coming?");
  world.simulator.fault({ kind: "cut", lane: "partner", times: 3 });
  const events = await invitee.exchange(sessionId, "It has been cold for nine days.");
  world.simulator.clearFaults();
  const end = events.at(-1);
  if (end?.type !== "exchange-end") throw new Error("the exchange has no end");
  expect(end).toMatchObject({ status: "failed", retryable: true });
  return { invitationId, invitee, sessionId, exchangeId: end.exchangeId };
};

describe("the way on", () => {
  it("somebody whose failed exchange fits needs nothing: they try it again themselves", async () => {
    const { invitationId, invitee, sessionId, exchangeId } = await stuck();
    const failed = { exchangeId, sessionId, number: 2, problemCode: "upstream-unavailable" };
    expect(await wayOn(invitationId)).toEqual({ failed, days: null, tokens: null, exchanges: null });
    expect((await retry(invitee, exchangeId)).status).toBe(200);
    expect(await wayOn(invitationId)).toEqual({ failed: null, days: null, tokens: null, exchanges: null });
  });

  it("what is suggested lets them try it again and go on, and their page is told at once", async () => {
    const { invitationId, invitee, sessionId, exchangeId } = await stuck();
    await leave(invitationId, 100);
    expect((await retry(invitee, exchangeId)).status).toBe(402);
    const way = await wayOn(invitationId);
    expect(way).toMatchObject({ failed: { exchangeId }, days: null, exchanges: 5 });
    expect(way.tokens % 1_000).toBe(0);

    const { body: before } = await invitee.get(`/v1/sessions/${sessionId}`);
    expect(before.quota.level).toBe("exhausted");
    await act({ act: "top-up", ids: [invitationId], tokens: way.tokens });
    const told = await toldAfter(invitee, sessionId, before.cursor);
    expect(told[0]).toMatchObject({ type: "quota", level: "ok" });

    const [last] = parseEvents((await retry(invitee, exchangeId)).body).slice(-1);
    expect(last).toMatchObject({ type: "exchange-end", status: "completed", attempt: 2 });
    for (const words of ["What did he say to you?", "I see.", "Could we ask him together?", "Thank you."])
      expect((await invitee.exchange(sessionId, words)).at(-1)).toMatchObject({ status: "completed" });
    expect((await wayOn(invitationId)).failed).toBeNull();
  });

  it("a little less than what failed would need is not said to fit; the least that is admitted is", async () => {
    const { invitationId, invitee, exchangeId } = await stuck();
    // The least that fits, found by asking: what is said of it is what the ledger then does.
    let [low, high] = [100, 200_000];
    while (high - low > 50) {
      const middle = Math.floor((low + high) / 2);
      await leave(invitationId, middle);
      if ((await wayOn(invitationId)).tokens === null) high = middle;
      else low = middle;
    }
    await leave(invitationId, low);
    expect((await retry(invitee, exchangeId)).status).toBe(402);
    await leave(invitationId, high);
    expect((await retry(invitee, exchangeId)).status).toBe(200);
  });

  it("whoever has run out needs days, and their page is told of them", async () => {
    const { invitationId, invitee, sessionId, exchangeId } = await stuck();
    await staff.patch(`/v1/admin/invitations/${invitationId}`, { expiresAt: "2026-01-01T00:00:00Z" });
    await leave(invitationId, 100);
    const way = await wayOn(invitationId);
    expect(way).toMatchObject({ failed: { exchangeId }, days: 7, exchanges: 5 });
    expect((await retry(invitee, exchangeId)).status).toBe(410);
    const { cursor } = (await invitee.get(`/v1/sessions/${sessionId}`)).body;
    await act({ act: "extend", ids: [invitationId], days: way.days });
    expect((await toldAfter(invitee, sessionId, cursor)).map(({ type }) => type)).toEqual(["invitation"]);
    await act({ act: "top-up", ids: [invitationId], tokens: way.tokens });
    expect((await retry(invitee, exchangeId)).status).toBe(200);
  });

  it("of one that was never begun, of a group's and of a revoked one it says what is so", async () => {
    const nothing = { failed: null, days: null, tokens: null, exchanges: null };
    const fresh = await world.invite();
    expect(await wayOn(fresh.id)).toEqual(nothing);
    const small = await world.invite({ quota: { tokens: 10, label: "Nearly nothing" } });
    expect(await wayOn(small.id)).toMatchObject({ failed: null, days: null, exchanges: 5 });
    const group = await world.invite({ claimMode: "SHARED", maxClaims: 3, quota: { tokens: 10, label: "Nothing" } });
    expect(await wayOn(group.id)).toEqual(nothing);
    const { invitationId } = await stuck();
    await leave(invitationId, 100);
    await staff.post(`/v1/admin/invitations/${invitationId}/revoke`);
    expect(await wayOn(invitationId)).toMatchObject({ days: null, tokens: null });
    expect((await staff.get(`/v1/admin/invitations/${randomUUID()}/way-on`)).status).toBe(404);
  });

  it("of a session that is over nothing can be tried again", async () => {
    const { invitationId, invitee, sessionId } = await stuck();
    expect((await invitee.patch(`/v1/sessions/${sessionId}`, { status: "COMPLETED" })).status).toBe(200);
    expect((await wayOn(invitationId)).failed).toBeNull();
  });
});
