import { LLMock } from "@copilotkit/aimock";
import { afterAll, expect, it } from "vitest";
import { createAnthropicModel } from "../../src/model/anthropic-model.ts";
import { useTestWorld } from "../test-world.ts";

const other = new LLMock({ port: 0 });
other.onMessage(/.*/, { content: "Thursday, in the morning. That is what they told me." });
await other.start();
afterAll(() => other.stop());

const world = await useTestWorld();

// A Messages API server that is not ours, from npm: the same adapter, another base URL, nothing else.
it("works with another Messages API server and no other change", async () => {
  const model = createAnthropicModel({ apiKey: "any", baseUrl: other.url, idleMs: 5_000 });
  Object.assign(world.model, model);
  const invitee = await world.claim();
  const id = await invitee.start();
  const events = await invitee.exchange(id, "Which day is the engineer coming?");
  expect(events.at(-1)).toMatchObject({ type: "exchange-end", status: "completed" });
  const { body: session } = await invitee.get(`/v1/sessions/${id}`);
  expect(session.messages[2].content).toBe("Thursday, in the morning. That is what they told me.");
  const { usage } = await world.database.prisma.invitation.findUniqueOrThrow({ where: { id: invitee.invitation.id } });
  const rows = await world.database.prisma.usageLog.findMany({ where: { sessionId: id } });
  expect(usage).toEqual({ tokens: rows.reduce((sum, row) => sum + row.chargedTokens, 0), reserved: 0 });
});
