import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { tellExpiry } from "../../src/conversations/tell-expiry.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "1000000" });
const { prisma, pool } = world.database;
const staff = { authorization: `Bearer ${await createApiKey(world, world.staffId, "walk", "ADMIN")}` };
const JSON_ONLY = { accept: "application/json" };

/** The names that docs/telemetry.md says the server writes. */
const documented = (): string[] => {
  const page = readFileSync(new URL("../../../docs/telemetry.md", import.meta.url), "utf8");
  const written = page.slice(page.indexOf("## Written by the server"), page.indexOf("## Sent by clients"));
  return [...written.matchAll(/^\| `(\w+)` \|/gm)].map((match) => match[1] as string);
};

it("a whole walk leaves each event of the catalogue, as often as it happened", { timeout: 120_000 }, async () => {
  const made = await world.invite();
  await Promise.all([1, 2, 3].map(() => world.call("POST", "/v1/invitations/preview", { token: made.token })));
  const invitee = await world.claimToken(made.token);
  await world.claimToken(made.token);
  const id = await invitee.start();
  const key = () => ({ "idempotency-key": randomUUID() });

  // Two exchanges; the second is stopped and tried again.
  await invitee.exchange(id, "Good evening, Mr. Halloran.");
  world.simulator.gate.close({ lane: "partner", afterTokens: 3 });
  const { exchangeId } = (
    await invitee.post(`/v1/sessions/${id}/exchanges`, { content: "When?" }, { ...key(), ...JSON_ONLY })
  ).body;
  await expect.poll(() => world.running.get(exchangeId)?.partner.text.length ?? 0).toBeGreaterThan(0);
  await invitee.post(`/v1/exchanges/${exchangeId}/stop`);
  await invitee.post(`/v1/exchanges/${exchangeId}/stop`);
  world.simulator.gate.open();
  await world.running.settled();
  await invitee.post(`/v1/exchanges/${exchangeId}/retry`, {}, key());
  await world.running.settled();
  const comment = (await invitee.get(`/v1/sessions/${id}`)).body.messages.find(
    (message: { role: string }) => message.role === "coach",
  );
  for (let time = 0; time < 2; time++) await invitee.post(`/v1/sessions/${id}/seen`, { messageIds: [comment.id] });
  for (let time = 0; time < 2; time++)
    await invitee.post(`/v1/sessions/${id}/feedback`, { messageId: comment.id, helpful: true });

  await invitee.post(`/v1/sessions/${id}/asides`, { content: "Was that too harsh?" }, key());
  await world.running.settled();
  await invitee.post(`/v1/exchanges/${exchangeId}/branches`, {}, key());

  // A staff member looks on for a moment.
  const leave = new AbortController();
  const watching = await fetch(`${world.url}/v1/admin/sessions/${id}/observe`, {
    headers: staff,
    signal: leave.signal,
  });
  await watching.body?.getReader().read();
  leave.abort();

  await invitee.patch(`/v1/sessions/${id}`, { status: "PAUSED" });
  await invitee.patch(`/v1/sessions/${id}`, { status: "PAUSED" });
  await invitee.patch(`/v1/sessions/${id}`, { status: "ACTIVE" });
  await pool.query(`UPDATE "ConversationSession" SET "lastActivityAt" = now() - interval '31 minutes' WHERE id = $1`, [
    id,
  ]);
  await world.conversationStore.abandonIdle(30);
  await invitee.patch(`/v1/sessions/${id}`, { status: "COMPLETED" });

  // Elsewhere the quota goes: warned, the last announced, exhausted; then the time, and the invitation itself.
  const usage = async () => (await invitee.get("/v1/me")).body.invitation.quota as { used: number };
  // Short talks: an exchange stays small beside the quota.
  while ((await usage()).used < 60_000) {
    const talk = await invitee.start({ new: true });
    for (let said = 0; said < 3; said++) {
      await invitee.exchange(talk, "And what happened then?");
      await world.running.settled();
    }
    await invitee.patch(`/v1/sessions/${talk}`, { status: "COMPLETED" });
  }
  const other = await invitee.start({ new: true });
  const change = (body: object) => world.call("PATCH", `/v1/admin/invitations/${made.id}`, body, staff);
  expect((await change({ quotaTokens: Math.ceil((await usage()).used / 0.81) })).status).toBe(200);
  for (let sent = 200; sent === 200; await world.running.settled())
    sent = (await invitee.send(other, "And then?")).status;
  expect((await change({ expiresAt: new Date(Date.now() - 1_000).toISOString() })).status).toBe(200);
  await Promise.all([tellExpiry(world), tellExpiry(world)]);
  await world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff);
  await world.call("POST", `/v1/admin/invitations/${made.id}/revoke`, {}, staff);

  // Last, what is theirs: an address, research, a copy, and all of it erased.
  for (const round of [1, 2]) {
    const value = `walk${round}@example.org`;
    const { body } = await invitee.post("/v1/me/contact-methods", { type: "email", value });
    if (round === 2) break;
    const mail = await prisma.outboxMail.findFirstOrThrow({ where: { recipient: value } });
    await invitee.post(`/v1/me/contact-methods/${body.id}/verify`, { code: /\d{6}/.exec(mail.body)?.[0] });
    expect((await world.call("DELETE", `/v1/me/contact-methods/${body.id}`, undefined, invitee.bearer)).status).toBe(
      204,
    );
  }
  for (const research of [true, true, false, false]) await invitee.patch("/v1/me/consent", { research });
  await invitee.get("/v1/me/transcript");
  expect((await invitee.post("/v1/me/erasure", { confirm: true })).body).toEqual({ status: "erased" });

  const events = async () => {
    const rows = await prisma.telemetryEvent.findMany({
      where: { OR: [{ sessionId: id }, { properties: { path: ["invitation"], equals: made.id } }] },
    });
    const counts: Record<string, number> = {};
    for (const { name } of rows) counts[name] = (counts[name] ?? 0) + 1;
    return counts;
  };
  const often: Record<string, number> = { message_sent: 2, exchange_ended: 3 };
  const expected = Object.fromEntries(documented().map((name) => [name, often[name] ?? 1]));
  expect(Object.keys(expected).length).toBeGreaterThan(20);
  await expect.poll(events, { timeout: 20_000, interval: 500 }).toEqual(expected);
});

/** Events of people, recordings and sign-in: each is counted where a whole server does it, with a real provider where it takes one. */
const ELSEWHERE: Record<string, string> = {
  users_merged: "people/merging.test.ts",
  person_known: "known-people/identify.test.ts",
  recording_made: "recordings/recordings.test.ts",
  signed_in: "sign-in/real-provider.test.ts",
  identity_removed: "sign-in/real-provider.test.ts",
};
it("every event that the server can write is in the catalogue, and each is seen to be written", () => {
  const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
  const store = read("../../src/telemetry/telemetry-store.ts");
  const union = /export type TelemetryName =([^;]*);/.exec(store)?.[1] ?? "";
  const names = [...union.matchAll(/"(\w+)"/g)].map((match) => match[1] as string);
  const catalogue = [...read("../../../docs/telemetry.md").matchAll(/^\| `(\w+)` \|/gm)].map(
    (match) => match[1] as string,
  );
  // The widget's own are another test's: widget/tests/tell-use.test.ts.
  expect(names.toSorted()).toEqual(catalogue.filter((name) => !name.startsWith("widget_")).toSorted());
  expect([...documented(), ...Object.keys(ELSEWHERE)].toSorted()).toEqual(names.toSorted());
  for (const [name, test] of Object.entries(ELSEWHERE)) expect(read(`../${test}`), test).toContain(`name: "${name}"`);
});
