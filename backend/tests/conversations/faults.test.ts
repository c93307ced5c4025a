import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, it } from "vitest";
import { parseEvents, type SentEvent, useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ UPSTREAM_IDLE_SECONDS: "1" });
beforeEach(() => world.simulator.clearFaults());

const begin = async () => {
  const invitee = await world.claim();
  return { invitee, id: await invitee.start() };
};
const usageOf = async (invitationId: string) => {
  const invitation = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitationId } });
  const rows = await world.database.prisma.usageLog.findMany({ where: { invitationId } });
  return { usage: invitation.usage, charged: rows.reduce((sum, row) => sum + row.chargedTokens, 0), rows };
};
const problemOf = (events: SentEvent[]) => events.find((event) => event.type === "problem");

describe("what upstream may do", () => {
  it.each([
    ["overloaded", "upstream-overloaded"],
    ["server-error", "upstream-unavailable"],
    ["unauthorized", "upstream-refused-key"],
    ["error-event", "upstream-overloaded"],
    ["cut", "upstream-unavailable"],
    ["stall", "upstream-stalled"],
    ["malformed", "upstream-unavailable"],
    ["refusal", "model-refused"],
  ] as const)("%s ends the exchange as failed (%s); retry works; the ledger agrees", async (kind, code) => {
    const { invitee, id } = await begin();
    world.simulator.fault({ kind, lane: "partner", times: 3 });
    const events = await invitee.exchange(id, "Hello there, how are you?");
    world.simulator.clearFaults();
    expect(problemOf(events)).toMatchObject({ code, lane: "partner" });
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "failed", retryable: true });
    const { body: failed } = await invitee.get(`/v1/sessions/${id}`);
    expect(failed.messages.map((message: { role: string }) => message.role)).toEqual(["partner", "user"]);

    const retried = parseEvents(
      (await invitee.post(`/v1/exchanges/${failed.exchanges[0].id}/retry`, {}, { "idempotency-key": randomUUID() }))
        .body,
    );
    expect(retried.at(-1)).toMatchObject({ type: "exchange-end", status: "completed", attempt: 2 });
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.messages.filter((message: { role: string }) => message.role === "user")).toHaveLength(1);
    const { usage, charged, rows } = await usageOf(invitee.invitation.id);
    expect(usage).toEqual({ tokens: charged, reserved: 0 });
    expect(rows.every((row) => row.overrunTokens === 0)).toBe(true);
  });

  it("429 with retry-after is waited for before the first event, on the same hold", async () => {
    const { invitee, id } = await begin();
    world.simulator.fault({ kind: "rate-limited", lane: "partner", times: 1, retryAfter: 0 });
    const events = await invitee.exchange(id, "Hello.");
    expect(events.at(-1)).toMatchObject({ status: "completed" });
    const { rows } = await usageOf(invitee.invitation.id);
    expect(
      rows
        .filter((row) => row.streamType === "partner")
        .map((row) => row.chargedTokens > 0)
        .toSorted(),
    ).toEqual([false, true]);
  });

  it("a model that upstream does not know is answered by the fallback, and logged under it", async () => {
    const { invitee, id } = await begin();
    world.simulator.fault({ kind: "model-not-found", lane: "partner", times: 1 });
    const events = await invitee.exchange(id, "Hello.");
    expect(events.at(-1)).toMatchObject({ status: "completed" });
    const { rows } = await usageOf(invitee.invitation.id);
    const answered = rows.find((row) => row.streamType === "partner" && row.chargedTokens > 0);
    expect(answered).toMatchObject({ model: world.config.fallbackModel, requestedModel: "claude-sonnet-5-5" });
    expect(world.models.isUnknown("claude-sonnet-5-5")).toBe(true);
  });

  it("a stopped reply stays as far as it came, is charged for that, and may be tried again", async () => {
    const { invitee, id } = await begin();
    world.simulator.fault({ kind: "stall", lane: "partner", times: 1 });
    const accepted = await invitee.post(
      `/v1/sessions/${id}/exchanges`,
      { content: "Hello." },
      { "idempotency-key": randomUUID(), accept: "application/json" },
    );
    await expect.poll(() => world.running.get(accepted.body.exchangeId)?.partner.text.length ?? 0).toBeGreaterThan(0);
    expect((await invitee.post(`/v1/exchanges/${accepted.body.exchangeId}/stop`)).status).toBe(202);
    await world.running.settled();
    expect((await invitee.post(`/v1/exchanges/${accepted.body.exchangeId}/stop`)).status).toBe(202);
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.exchanges[0]).toMatchObject({ status: "stopped", retryable: true });
    expect(session.messages.at(-1)).toMatchObject({ role: "partner", stopReason: "stopped" });
    const { usage, charged, rows } = await usageOf(invitee.invitation.id);
    expect(usage).toEqual({ tokens: charged, reserved: 0 });
    expect(rows[0]).toMatchObject({ estimated: true, streamType: "partner" });
    expect(rows[0]?.outputTokens).toBeGreaterThan(0);
  });

  it("a coach that fails once is tried again, and its second try clears the first", async () => {
    const { invitee, id } = await begin();
    world.simulator.fault({ kind: "error-event", lane: "coach", times: 1 });
    const events = await invitee.exchange(id, "Good evening, Mr. Halloran.");
    const end = events.find((event) => event.type === "coach-end");
    expect(end).toMatchObject({ attempt: 2, message: { role: "coach" } });
    const { usage, charged } = await usageOf(invitee.invitation.id);
    expect(usage).toEqual({ tokens: charged, reserved: 0 });
  });
});
