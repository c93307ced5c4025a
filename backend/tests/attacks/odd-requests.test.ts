// Requests that are a little off: another type of body, an address written another way, a notice that comes late.
import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { JSON_ONLY, startOf } from "../conversations/lines.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld({ EXCHANGES_PER_MINUTE: "100000" });
const invitee = await world.claim();
const id = await invitee.start();
const { exchangeId } = startOf(await invitee.exchange(id, "Hello."));

describe("a body that is not sent as JSON", () => {
  const asText = { "content-type": "text/plain" };
  it("is refused, not taken for none: a branch with words does not become an empty one", async () => {
    const answer = await invitee.post(`/v1/exchanges/${exchangeId}/branches`, '{"content":"Another way."}', {
      ...asText,
      "idempotency-key": randomUUID(),
    });
    expect([answer.status, answer.body.code]).toEqual([400, "bad-json"]);
    expect((await invitee.get(`/v1/sessions/${id}`)).body.branches).toEqual([]);
  });
  it("is refused, not taken for none: a stop of the coach alone does not stop the partner", async () => {
    world.simulator.gate.close();
    const sent = await invitee.post(
      `/v1/sessions/${id}/exchanges`,
      { content: "And then?" },
      { ...JSON_ONLY, "idempotency-key": randomUUID() },
    );
    const stop = await invitee.post(`/v1/exchanges/${sent.body.exchangeId}/stop`, '{"lane":"coach"}', asText);
    world.simulator.gate.open();
    await world.running.settled();
    const { status } = await world.database.prisma.exchange.findUniqueOrThrow({ where: { id: sent.body.exchangeId } });
    expect([stop.status, status]).toEqual([400, "COMPLETED"]);
  });
  it("no body at all is none, whatever its type", async () => {
    const made = await fetch(`${world.url}/v1/exchanges/${exchangeId}/branches`, {
      method: "POST",
      headers: { ...invitee.bearer, ...asText },
    });
    expect(made.status).toBe(201);
  });
});

describe("the log's address written another way", () => {
  it.each(["events", "events/", "EVENTS"])("HEAD of %s ends with the headers: its connection is free", async (name) => {
    const socket = connect(Number(new URL(world.url).port), "127.0.0.1");
    let told = "";
    socket.on("data", (piece) => {
      told += String(piece);
    });
    const { authorization } = invitee.bearer;
    socket.write(`HEAD /v1/sessions/${id}/${name} HTTP/1.1\r\nhost: x\r\nauthorization: ${authorization}\r\n\r\n`);
    socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n");
    await expect.poll(() => told, { timeout: 4_000 }).toContain('{"status":"ok"}');
    socket.destroy();
  });
});

describe("looking at a session that is nearly exhausted", () => {
  it("asks upstream to count the same words once, however often", async () => {
    const guest = await world.claim({ quota: { tokens: 3_000, label: "Test" } });
    const sessionId = await guest.start();
    const counted = () => world.simulator.journal.filter(({ path }) => path.endsWith("/count_tokens")).length;
    const before = counted();
    for (let reading = 0; reading < 10; reading++)
      expect((await guest.get(`/v1/sessions/${sessionId}`)).body.quota.level).toBe("exhausted");
    expect(counted()).toBe(before);
  });
});

describe("a level that was worked out before a top-up", () => {
  it("does not mark the topped-up invitation as exhausted", async () => {
    const guest = await world.claim({ quota: { tokens: 50_000, label: "Test" } });
    const sessionId = await guest.start();
    const told = { sessionId, userId: guest.user.id };
    await world.quotaStore.topUp(guest.invitation.id, 100_000);
    await world.quotaStore.noteLevel(guest.invitation.id, told, { tokens: 50_000, reserved: 0, level: "exhausted" });
    const { exhaustedAt } = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: guest.invitation.id },
    });
    expect(exhaustedAt).toBeNull();
  });
});
