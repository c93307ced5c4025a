import { expect, it } from "vitest";
import type { KnownMessage, ModelCalls } from "../../src/protocol/observation.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { prisma } = world.database;
const staff = await atConsole(world, "STAFF");
const key = () => ({ "idempotency-key": crypto.randomUUID() });

it("says of each call what it had read and what it could not see, and why", async () => {
  const invitee = await world.claim();
  const id = await invitee.start();
  await invitee.exchange(id, "It has been a long winter.");
  await invitee.post(`/v1/sessions/${id}/asides`, { content: "How am I doing?" }, key());
  await invitee.exchange(id, "Which day is he coming?");
  const second = await prisma.exchange.findFirstOrThrow({ where: { sessionId: id, number: 2, branchId: null } });
  const branch = await invitee.post(`/v1/exchanges/${second.id}/branches`, {}, key());
  expect(branch.status).toBe(201);
  const again = { content: "Could he come on Friday?", branchId: branch.body.id };
  expect((await invitee.post(`/v1/sessions/${id}/exchanges`, again, key())).status).toBe(200);
  const exchanges = await prisma.exchange.findMany({ where: { sessionId: id }, orderBy: { startedAt: "asc" } });
  const other = exchanges.find(({ branchId }) => branchId !== null);
  const aside = await prisma.aside.findFirstOrThrow({ where: { sessionId: id } });
  const saw = async (query: string) => {
    const { status, body } = await staff.get(`/v1/admin/sessions/${id}/calls?${query}`);
    expect(status).toBe(200);
    const { calls, messages } = body as ModelCalls;
    const named = new Map<number, KnownMessage>(messages.map((message) => [message.id, message]));
    const call = calls.at(-1)!;
    const told = (one: number) => {
      const { role, exchangeNumber, asideNumber, tryNumber } = named.get(one)!;
      return `${role} ${asideNumber === null ? exchangeNumber : `aside ${asideNumber}`}${tryNumber === null ? "" : ` try ${tryNumber}`}`;
    };
    return {
      call,
      hadRead: call.hadRead.map(told),
      couldNotSee: call.couldNotSee.map(({ id: one, why }) => `${told(one)}: ${why}`),
    };
  };
  const first = await saw(`exchange=${exchanges[0]?.id}&lane=partner`);
  expect(first.hadRead.at(-1)).toBe("user 1");
  expect(first.couldNotSee).toEqual([]);
  expect(first.call).toMatchObject({ lane: "partner", attempt: 1, stopReason: "end_turn", problemCode: null });
  expect(first.call.promptHash).toMatch(/^[0-9a-f]{64}$/);
  expect(first.call.outputTokens).toBeGreaterThan(0);

  const partner = await saw(`exchange=${second.id}&lane=partner`);
  expect(partner.hadRead.slice(-3)).toEqual(["user 1", "partner 1", "user 2"]);
  expect(partner.couldNotSee.filter((told) => told.endsWith(": aside"))).toEqual([
    "user aside 1: aside",
    "coach aside 1: aside",
  ]);
  expect(partner.couldNotSee.filter((told) => !told.endsWith(": aside"))).toEqual(
    expect.arrayContaining(["coach 1: comment"]),
  );

  // The other try shares the first exchange, and knows nothing of what was said instead of it.
  const tried = await saw(`exchange=${other?.id}&lane=partner`);
  expect(tried.hadRead.slice(-3)).toEqual(["user 1", "partner 1", `user ${other?.number} try 2`]);
  expect(tried.couldNotSee).toEqual(expect.arrayContaining(["user 2: other-try", "partner 2: other-try"]));

  // The coach saw the whole session.
  const coach = await saw(`exchange=${other?.id}&lane=coach`);
  expect(coach.hadRead).toEqual(expect.arrayContaining(["user 2", "partner 2", "user aside 1", "coach aside 1"]));
  const answer = await saw(`aside=${aside.id}`);
  expect(answer.hadRead.at(-1)).toBe("user aside 1");

  for (const query of ["", "exchange=x", "exchange=x&lane=both", `exchange=x&lane=coach&aside=y`])
    expect([query, (await staff.get(`/v1/admin/sessions/${id}/calls?${query}`)).status]).toEqual([query, 422]);
  for (const query of ["exchange=x&lane=coach", "aside=x"])
    expect([query, (await staff.get(`/v1/admin/sessions/${id}/calls?${query}`)).status]).toEqual([query, 404]);
  const elsewhere = await (await world.claim()).start();
  expect((await staff.get(`/v1/admin/sessions/${elsewhere}/calls?exchange=${second.id}&lane=coach`)).status).toBe(404);
});
