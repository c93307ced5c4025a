import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { parseEvents, type SentEvent, type TestInvitee, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();

/** Reads the session's log after a cursor until `enough`, then cuts the connection. */
const readUntil = async (
  invitee: TestInvitee,
  sessionId: number,
  cursor: string | null,
  enough: (events: SentEvent[]) => boolean,
): Promise<SentEvent[]> => {
  const response = await fetch(`${world.url}/v1/sessions/${sessionId}/events`, {
    headers: { ...invitee.bearer, ...(cursor === null ? {} : { "last-event-id": cursor }) },
  });
  expect(response.status).toBe(200);
  expect(response.headers.get("cache-control")).toBe("no-cache, no-transform");
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const whole = text.slice(0, text.lastIndexOf("\n\n") + 2);
    const events = parseEvents(whole);
    if (enough(events)) {
      await reader.cancel();
      return events;
    }
    const { value, done } = await reader.read();
    if (done) return parseEvents(text);
    text += value;
  }
};
const isEnd = (event: SentEvent) => event.type === "exchange-end";

describe("a stream that is cut", () => {
  it("at every event and resumed gives the identical log, strictly increasing", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    const { body: before } = await invitee.get(`/v1/sessions/${id}`);
    await invitee.exchange(id, "I can see that it has been a long winter. Which day is the engineer coming?");
    const whole = await readUntil(invitee, id, before.cursor, (events) => events.some(isEnd));
    expect(whole.map(({ id: place }) => place)).toEqual(whole.map(({ id: place }) => place).toSorted());
    expect(new Set(whole.map(({ id: place }) => place)).size).toBe(whole.length);
    for (let cut = 1; cut < whole.length; cut++) {
      const first = (await readUntil(invitee, id, before.cursor, (events) => events.length >= cut)).slice(0, cut);
      const rest = await readUntil(invitee, id, first.at(-1)?.id ?? null, (events) => events.some(isEnd));
      expect([...first, ...rest]).toEqual(whole);
    }
  });

  it("a cursor that is gone begins with a snapshot, a malformed one is 422", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    await invitee.exchange(id, "Hello.");
    const [snapshot] = await readUntil(invitee, id, "000000001-0000001", (events) => events.length > 0);
    if (snapshot?.type !== "snapshot") throw new Error("no snapshot");
    expect(snapshot.messages.map((message) => message.role)).toEqual(["partner", "user", "partner", "coach"]);
    const malformed = await world.call("GET", `/v1/sessions/${id}/events`, undefined, {
      ...invitee.bearer,
      "last-event-id": "not a cursor",
    });
    expect([malformed.status, malformed.body.code]).toEqual([422, "invalid"]);
  });

  it("a client that goes never stops the generation", async () => {
    const invitee = await world.claim();
    const id = await invitee.start();
    world.simulator.gate.close();
    const gone = new AbortController();
    const sent = await fetch(`${world.url}/v1/sessions/${id}/exchanges`, {
      method: "POST",
      headers: { ...invitee.bearer, "content-type": "application/json", "idempotency-key": randomUUID() },
      body: JSON.stringify({ content: "Hello." }),
      signal: gone.signal,
    });
    expect(sent.status).toBe(200);
    gone.abort();
    world.simulator.gate.open();
    await world.running.settled();
    const { body: session } = await invitee.get(`/v1/sessions/${id}`);
    expect(session.exchanges[0].status).toBe("completed");
  });
});
