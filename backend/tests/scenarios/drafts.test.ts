import { randomUUID } from "node:crypto";
import { describe, expect, it } from "vitest";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const staff = await atConsole(world, "STAFF");
const { prisma } = world.database;

/** A copy of a seeded scenario: a draft that nobody has published. */
const begin = async (more: object = {}) => {
  const made = { slug: `s-${randomUUID()}`, name: "A copy", from: "the-heating-is-off", ...more };
  const answer = await staff.post("/v1/admin/scenarios", made);
  expect(answer.status).toBe(201);
  return answer.body;
};
const at = (id: number, rest = "") => `/v1/admin/scenarios/${id}${rest}`;
const change = (id: number, revision: number, body: object) => staff.patch(at(id), { revision, ...body });
const publish = (id: number, revision: number) => staff.post(at(id, "/publish"), { revision });

describe("a draft", () => {
  it("begins as a copy of another, or empty, and under a slug of its own", async () => {
    const copy = await begin();
    const { body: source } = await staff.get("/v1/admin/scenarios");
    const heating = source.items.find(({ slug }: { slug: string }) => slug === "the-heating-is-off");
    expect(copy.draft).toMatchObject({ name: "A copy", partnerPersona: heating.partnerPersona });
    expect(copy.draft.partnerSystemPrompt).toContain("## Who");
    expect(copy).toMatchObject({ revision: 1, changed: true, versions: [], isActive: true });
    expect((await staff.post("/v1/admin/scenarios", { slug: copy.slug, name: "x" })).status).toBe(422);
    expect((await staff.post("/v1/admin/scenarios", { slug: "x-y", name: "x", from: "nothing" })).status).toBe(422);
    const empty = (await staff.post("/v1/admin/scenarios", { slug: `s-${randomUUID()}`, name: "New" })).body;
    expect(empty.draft).toMatchObject({ partnerSystemPrompt: "", goal: "", openingLine: null });
  });

  it("is saved with all of its words at once, however many bytes its letters have", async () => {
    const { id } = await begin();
    const words = {
      partnerSystemPrompt: "你".repeat(8_000),
      coachSystemPrompt: "好".repeat(8_000),
      goal: "ل".repeat(1_000),
      openingLine: "你".repeat(2_000),
    };
    const saved = await change(id, 1, words);
    expect([saved.status, saved.body.draft]).toMatchObject([200, words]);
    const far = await change(id, 2, { goal: "x".repeat(200_000) });
    expect([far.status, far.body.code, far.body.detail]).toEqual([413, "too-large", "The body is larger than 128 kB."]);
  });

  it("is saved over the revision it was read at: of ten at once one is, and nine are told", async () => {
    const { id } = await begin();
    const answers = await Promise.all(
      Array.from({ length: 10 }, (_, place) => change(id, 1, { goal: `The goal of ${place}` })),
    );
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, ...Array<number>(9).fill(409)]);
    const refused = answers.find(({ status }) => status === 409);
    expect(refused?.body).toMatchObject({ code: "draft-changed", revision: 2 });
    const now = (await staff.get(at(id))).body;
    expect(now.revision).toBe(2);
    expect(now.draft.goal).toBe(answers.find(({ status }) => status === 200)?.body.draft.goal);
    // What is not named stays.
    expect(now.draft.partnerSystemPrompt).toContain("## Who");
  });

  it.each([
    ["a NUL", { goal: "a\0b" }],
    ["a lone surrogate", { partnerSystemPrompt: "\ud800" }],
    ["a prompt that is too long", { partnerSystemPrompt: "x".repeat(8_001) }],
    ["a name of nothing", { name: "  " }],
    ["no language", { languages: [] }],
    ["a language that is none", { languages: ["klingon!"] }],
    ["a policy that is none", { coachPolicy: { when: "sometimes" } }],
    ["every first exchange", { coachPolicy: { when: "every", every: 1 } }],
    ["a model with a space", { partnerModel: "claude 3" }],
    ["a field that is none", { systemPrompt: "x" }],
    ["nothing", {}],
    ["a slug with capitals", { slug: "Not-So" }],
  ])("refuses %s, and stays as it was", async (_what, body) => {
    const { id } = await begin();
    expect((await change(id, 1, body)).status).toBe(422);
    expect((await staff.get(at(id))).body.revision).toBe(1);
  });

  it("keeps its slug once it is published, and may have another before", async () => {
    const { id } = await begin();
    const slug = `t-${randomUUID()}`;
    expect((await change(id, 1, { slug })).body.slug).toBe(slug);
    await publish(id, 2);
    const refused = await change(id, 2, { slug: `u-${randomUUID()}` });
    expect([refused.status, refused.body.errors[0].pointer]).toEqual([422, "/slug"]);
  });
});

describe("publishing", () => {
  it("makes one version of one revision, however many ask at once; the same again is nothing new", async () => {
    const { id } = await begin();
    const answers = await Promise.all(Array.from({ length: 8 }, () => publish(id, 1)));
    expect(answers.map(({ status }) => status).toSorted()).toEqual([201, ...Array<number>(7).fill(409)]);
    expect(await prisma.scenarioVersion.count({ where: { scenarioId: id } })).toBe(1);
    const { body } = await staff.get(at(id));
    expect(body).toMatchObject({ changed: false, versions: [{ number: 1, sessions: 0 }] });
    expect(body.versions[0].publishedBy).toBe("a STAFF");
    expect((await publish(id, 1)).body.code).toBe("wrong-step");
  });

  it("refuses what another saved meanwhile, and a draft that lacks what invitees need", async () => {
    const { id } = await begin();
    await change(id, 1, { goal: "Another." });
    expect((await publish(id, 1)).body.code).toBe("draft-changed");
    const { body: empty } = await staff.post("/v1/admin/scenarios", { slug: `s-${randomUUID()}`, name: "New" });
    const refused = await publish(empty.id, 1);
    expect(refused.status).toBe(422);
    expect(refused.body.errors.map(({ pointer }: { pointer: string }) => pointer)).toEqual([
      "/description",
      "/partnerPersona",
      "/partnerSystemPrompt",
      "/coachSystemPrompt",
    ]);
  });

  it("changes nothing of a session that runs; the next one gets the new words", async () => {
    const { id, slug } = await begin();
    await publish(id, 1);
    const [first, second] = [await world.claim({ scenarioSlug: slug }), await world.claim({ scenarioSlug: slug })];
    const running = await first.start();
    await first.exchange(running, "Hello.");
    const before = world.simulator.journal.at(-1)?.body;
    await change(id, 1, { partnerSystemPrompt: "## Who\nYou are a lighthouse keeper.", openingLine: null });
    // A draft is nobody's yet.
    await first.exchange(running, "How are you?");
    await publish(id, 2);
    await first.exchange(running, "And now?");
    const prompts = () => world.simulator.journal.map(({ body }) => JSON.stringify(body));
    expect(before).toBeDefined();
    expect(prompts().some((prompt) => prompt.includes("lighthouse"))).toBe(false);
    const next = await second.start();
    await second.exchange(next, "Hello.");
    expect(prompts().some((prompt) => prompt.includes("lighthouse"))).toBe(true);
    const versions = (await staff.get(at(id))).body.versions;
    expect(versions.map(({ number, sessions }: { number: number; sessions: number }) => [number, sessions])).toEqual([
      [2, 1],
      [1, 1],
    ]);
    const [one, two] = [await staff.get(at(id, "/versions/1")), await staff.get(at(id, "/versions/2"))];
    expect(one.body.content.partnerSystemPrompt).toContain("Halloran");
    expect(two.body.content).toMatchObject({ openingLine: null });
    expect((await staff.get(at(id, "/versions/3"))).status).toBe(404);
  });
});

it("an archived scenario is in no choice and gets no invitation; what has begun goes on", async () => {
  const { id, slug } = await begin();
  const unpublished = await staff.post("/v1/admin/invitations", { scenarioSlug: slug });
  expect(unpublished.status).toBe(422);
  await publish(id, 1);
  const invitee = await world.claim({ scenarioSlug: slug });
  const running = await invitee.start();
  expect((await staff.post(at(id, "/archive"), { archived: true })).body.isActive).toBe(false);
  expect((await staff.post("/v1/admin/invitations", { scenarioSlug: slug })).status).toBe(422);
  await invitee.exchange(running, "Still here?");
  const chooser = await world.claim({ scenarioSlug: undefined as never });
  const choice = (await chooser.get("/v1/scenarios")).body.items.map((one: { slug: string }) => one.slug);
  expect(choice).not.toContain(slug);
  expect((await staff.post(at(id, "/archive"), { archived: false })).body.isActive).toBe(true);
});

it("models are listed as upstream has them", async () => {
  const { body } = await staff.get("/v1/admin/models");
  expect(body.fallback).toBe(world.config.fallbackModel);
  expect(body.models.map(({ id }: { id: string }) => id)).toContain("claude-haiku-5-5");
});
