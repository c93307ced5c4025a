// What is left is told from what this server has just written: it has to be what the database says.
import { expect, it } from "vitest";
import { type SentEvent, useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const lastQuota = (events: SentEvent[]) => {
  const told = events.findLast((event) => event.type === "quota");
  if (!told) throw new Error("no quota was told");
  const { type: _type, id: _id, ...quota } = told;
  return quota;
};
/** A scenario whose coach comments so. */
const scenarioWith = async (when: string): Promise<string> => {
  const words = { name: "n", description: "d", partnerPersona: "p", partnerSystemPrompt: "You are p.", goal: "g" };
  const models = { partnerModel: "claude-haiku-5-5", coachModel: "claude-haiku-5-5" };
  const data = { ...words, ...models, coachSystemPrompt: "# You are the coach" };
  const { goal: _goal, ...scenario } = data;
  const { id: scenarioId, slug } = await world.database.prisma.scenario.create({ data: { ...scenario, slug: when } });
  await world.database.prisma.scenarioVersion.create({
    data: { ...data, scenarioId, number: 1, coachPolicy: { when } },
  });
  return slug;
};

it.each(["off", "each"])("after every exchange, with the coach's policy %s", async (when) => {
  const invitee = await world.claim({ scenarioSlug: await scenarioWith(when) });
  const id = await invitee.start();
  for (const words of ["Hello there.", "I hear you, and it has been a long week for all of us.", "So?"]) {
    const told = lastQuota(await invitee.exchange(id, words));
    expect(told).toEqual((await invitee.get(`/v1/sessions/${id}`)).body.quota);
  }
});
