import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { NOTHING_TO_ADD } from "../../src/conversations/coach-context.ts";
import { parseEvents, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();

describe("an exchange", () => {
  it("streams the partner, then the coach, and ends; the stored texts are the streamed ones", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const events = await invitee.exchange(
      id,
      "I can hear how tired you are of all this. Which day is the engineer coming?",
    );
    const types = events.map((event) => event.type);
    expect(types[0]).toBe("exchange-start");
    expect(types.at(-1)).toBe("exchange-end");
    expect(types.indexOf("partner-end")).toBeLessThan(types.indexOf("coach-end"));
    const streamed = (type: "partner-delta" | "coach-delta") =>
      events.reduce(
        (text, event) => (event.type === type && "offset" in event ? text.slice(0, event.offset) + event.text : text),
        "",
      );
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.messages.map((message: { role: string }) => message.role)).toEqual([
      "partner",
      "user",
      "partner",
      "coach",
    ]);
    expect(streamed("partner-delta")).toBe(session.messages[2].content);
    expect(streamed("coach-delta")).toBe(session.messages[3].content);
    expect(session.totalMessages).toBe(4);
  });

  it("charges exactly what the simulator billed, and the sum of the rows is the invitation's usage", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    for (const text of [
      "Good evening. May I ask about the heating?",
      "It is 14 degrees in here.",
      "Thank you. Which firm is it?",
    ])
      await invitee.exchange(id, text);
    const rows = await world.database.prisma.usageLog.findMany({ where: { sessionId: id } });
    const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({
      where: { id: invitee.invitation.id },
    });
    expect(rows).toHaveLength(6);
    expect(rows.every((row) => row.simulated && row.overrunTokens === 0 && !row.estimated)).toBe(true);
    expect(usage).toEqual({ tokens: rows.reduce((sum, row) => sum + row.chargedTokens, 0), reserved: 0 });
    const calls = await world.database.prisma.modelCall.findMany({ where: { usageLog: { sessionId: id } } });
    expect(
      calls.every(
        (call) => call.requestId !== null && /^[0-9a-f]{64}$/.test(call.promptHash) && call.messageIds.length > 0,
      ),
    ).toBe(true);
  });

  it("is made once for one key: the same body gets its events again, another body is 409", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => invitee.send(id, "Hello, Mr. Halloran.", key)));
    const first = parseEvents(answers[0]?.body);
    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(parseEvents(body)).toEqual(first);
    }
    const other = await invitee.send(id, "Something else.", key);
    expect([other.status, other.body.code]).toEqual([409, "key-reused"]);
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.exchanges).toHaveLength(1);
    expect(await world.database.prisma.usageLog.count({ where: { sessionId: id } })).toBe(2);
  });

  it("is told again from the database when the log has forgotten it", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const key = randomUUID();
    const first = await invitee.exchange(id, "Hello again.", key);
    const forgetful = { ...world, log: { ...world.log, startOf: async () => null } };
    const { readExchange } = await import("../../src/conversations/read-session.ts");
    const { openSession } = await import("../../src/conversations/open-session.ts");
    const start = first[0];
    if (start?.type !== "exchange-start") throw new Error("no start");
    const session = await openSession(
      world,
      { userId: invitee.user.id, invitationId: invitee.invitation.id, loginId: "", siteId: null, tokenVersion: 1 },
      id,
    );
    const told: string[] = [];
    for await (const { event } of readExchange(forgetful, session, start.exchangeId, 1, new AbortController().signal))
      told.push(event.type);
    expect(told).toEqual([
      "exchange-start",
      "partner-delta",
      "partner-end",
      "coach-delta",
      "coach-end",
      "quota",
      "exchange-end",
    ]);
  });

  it("takes the next message at every event of the coach's lane, and keeps the transcript in order", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const reference = await invitee.exchange(id, "I hear you. That sounds hard.");
    const coachEvents = reference
      .slice(reference.findIndex((event) => event.type === "partner-end"))
      .filter((event) => event.type !== "exchange-end").length;
    let number = 1;
    for (let place = 0; place < coachEvents; place++) {
      const sent = await fetch(`${world.url}/v1/sessions/${id}/exchanges`, {
        method: "POST",
        headers: { ...invitee.bearer, "content-type": "application/json", "idempotency-key": randomUUID() },
        body: JSON.stringify({
          content: `Message ${++number}: I hear you, and I would like to know which day suits you.`,
        }),
      });
      expect(sent.status).toBe(200);
      const reader = sent.body!.pipeThrough(new TextDecoderStream()).getReader();
      let text = "";
      const eventsAfterPartner = () => text.slice(text.indexOf("event: partner-end")).split("\n\n").length - 1;
      while (!text.includes("event: partner-end") || eventsAfterPartner() <= place) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
      }
      await reader.cancel();
    }
    await invitee.exchange(id, "And the last one.");
    await world.running.settled();
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    const numbers = session.messages.map(
      (message: { exchangeNumber: number; role: string }) => `${message.exchangeNumber}${message.role}`,
    );
    const sorted = numbers.toSorted((a: string, b: string) => {
      const order = ["user", "partner", "coach"];
      const [x, y] = [Number.parseInt(a, 10), Number.parseInt(b, 10)];
      return x - y || order.findIndex((role) => a.endsWith(role)) - order.findIndex((role) => b.endsWith(role));
    });
    expect(numbers).toEqual(sorted);
    expect(session.exchanges).toHaveLength(number + 1);
    expect(session.exchanges.every((exchange: { status: string }) => exchange.status === "completed")).toBe(true);
  });

  it("refuses a second message while the partner speaks, with the id of what runs", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.gate.close();
    const key = randomUUID();
    const accepted = await invitee.post(
      `/v1/sessions/${id}/exchanges`,
      { content: "Hello." },
      { "idempotency-key": key, accept: "application/json" },
    );
    expect(accepted.status).toBe(202);
    const refused = await invitee.send(id, "And another thing.");
    expect([refused.status, refused.body.code, refused.body.exchangeId]).toEqual([
      409,
      "exchange-running",
      accepted.body.exchangeId,
    ]);
    world.simulator.gate.open();
    await world.running.settled();
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.messages.filter((message: { role: string }) => message.role === "user")).toHaveLength(1);
  });

  it("records why a comment is missing", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.fault({ kind: "server-error", lane: "coach", times: 20 });
    const events = await invitee.exchange(id, "Good evening.");
    world.simulator.clearFaults();
    expect(events.find((event) => event.type === "coach-end")).toMatchObject({ message: null, missing: "failed" });
    expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.exchanges[0].coachMissing).toBe("failed");
    expect(JSON.stringify(session.messages)).not.toContain(NOTHING_TO_ADD);
  });
});
