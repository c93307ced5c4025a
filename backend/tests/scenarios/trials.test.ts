import { randomUUID } from "node:crypto";
import { expect, it, vi } from "vitest";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const staff = await atConsole(world, "STAFF");
const { prisma, pool } = world.database;

const begin = async () => {
  const made = { slug: `s-${randomUUID()}`, name: "A copy", from: "the-heating-is-off" };
  return (await staff.post("/v1/admin/scenarios", made)).body as { id: number; slug: string };
};
const tokenIn = (page: string): string => page.split("#invitation=")[1] ?? "";
const draftNow = (id: number, revision: number, body: object) =>
  staff.patch(`/v1/admin/scenarios/${id}`, { revision, ...body });

it("a trial talks with the draft as it was, spends no invitation, and is in no list", async () => {
  const { id } = await begin();
  await draftNow(id, 1, { partnerSystemPrompt: "## Who\nYou are a lighthouse keeper.", openingLine: "Who is there?" });
  const tried = await staff.post(`/v1/admin/scenarios/${id}/trial`, {});
  expect(tried.status).toBe(201);
  const again = await staff.post(`/v1/admin/scenarios/${id}/trial`, {});
  // Two trials of one draft are of one kept copy of it; a third, of another.
  await draftNow(id, 2, { goal: "Another." });
  await staff.post(`/v1/admin/scenarios/${id}/trial`, {});
  expect(await prisma.scenarioVersion.count({ where: { scenarioId: id, trial: true } })).toBe(2);
  expect(tokenIn(again.body.page)).not.toBe(tokenIn(tried.body.page));

  const invitee = await world.claimToken(tokenIn(tried.body.page));
  const session = await invitee.start();
  await invitee.exchange(session, "It is me.");
  const sent = world.simulator.journal.map(({ body }) => JSON.stringify(body));
  expect(sent.some((prompt) => prompt.includes("lighthouse"))).toBe(true);

  const row = await prisma.conversationSession.findUniqueOrThrow({ where: { id: session } });
  expect(row.trial).toBe(true);
  const { items } = (await staff.get("/v1/admin/invitations?limit=200")).body;
  expect(items.map((one: { id: string }) => one.id)).not.toContain(tried.body.invitationId);
  const sessions = (await staff.get("/v1/admin/sessions")).body.items;
  expect(sessions.map((one: { id: number }) => one.id)).not.toContain(session);
  const people = (await staff.get("/v1/admin/users")).body.items;
  expect(people.map((one: { id: string }) => one.id)).not.toContain(invitee.user.id);
  // Whoever signs in with an account there is no guest of a trial: no staff may vanish by trying something.
  await pool.query(`UPDATE "User" SET role = 'STAFF' WHERE id = $1`, [invitee.user.id]);
  const withRole = (await staff.get("/v1/admin/users")).body.items;
  expect(withRole.map((one: { id: string }) => one.id)).toContain(invitee.user.id);
  // It is metered all the same, on its own small quota, which ends soon.
  const invitation = await prisma.invitation.findUniqueOrThrow({ where: { id: tried.body.invitationId } });
  expect((invitation.usage as { tokens: number }).tokens).toBeGreaterThan(0);
  expect(invitation.expiresAt.getTime() - invitation.createdAt.getTime()).toBeLessThanOrEqual(2 * 3_600_000 + 1_000);
  // Nobody else starts the kept copy: the scenario was never published.
  expect((await staff.post("/v1/admin/invitations", { scenarioSlug: "s-none" })).status).toBe(422);
  expect((await staff.get(`/v1/admin/scenarios/${id}`)).body.versions).toEqual([]);
});

it("a kept copy of a draft is never the newest version of anybody's", async () => {
  const { id, slug } = await begin();
  await staff.post(`/v1/admin/scenarios/${id}/publish`, { revision: 1 });
  for (const revision of [1, 2, 3]) await draftNow(id, revision, { name: `Draft ${revision}` });
  // Its number is the revision: higher than the version's.
  await staff.post(`/v1/admin/scenarios/${id}/trial`, {});
  const invitee = await world.claim({ scenarioSlug: slug });
  const session = await invitee.start();
  expect((await invitee.get(`/v1/sessions/${session}`)).body.scenario.name).toBe("A copy");
  const published = await staff.post(`/v1/admin/scenarios/${id}/trial`, { version: 1 });
  const trial = await world.claimToken(tokenIn(published.body.page));
  expect((await trial.get("/v1/scenarios")).body.items.map((one: { name: string }) => one.name)).toEqual(["A copy"]);
  expect((await staff.post(`/v1/admin/scenarios/${id}/trial`, { version: 7 })).status).toBe(404);
  // More than a column holds.
  for (const version of [2_147_483_648, Number.MAX_SAFE_INTEGER, 1e308, -1])
    expect((await staff.post(`/v1/admin/scenarios/${id}/trial`, { version })).status).toBe(422);
  expect((await staff.post(`/v1/admin/scenarios/${id}/trial`, { site: "nothing" })).status).toBe(422);
});

const replayUntil = async (id: string, done: (state: string) => boolean) => {
  for (;;) {
    const { body } = await staff.post(`/v1/admin/replays/${id}/next`);
    if (done(body.state)) return body;
    await vi.waitFor(async () => expect((await staff.get(`/v1/admin/replays/${id}`)).body.state).not.toBe("running"));
  }
};

const source = async (lines: string[]): Promise<number> => {
  const invitee = await world.claim();
  const session = await invitee.start();
  for (const line of lines) await invitee.exchange(session, line);
  return session;
};

it("a replay says a session's lines to the draft, one after the other, and shows both", async () => {
  const lines = ["Good evening.", "What happened with the engineer?"];
  const sessionId = await source(lines);
  const { id } = await begin();
  await draftNow(id, 1, {
    partnerSystemPrompt: "## Who\nYou are a lighthouse keeper.\n\n## Facts\n- The lamp is out.\n",
  });
  const made = await staff.post(`/v1/admin/scenarios/${id}/replays`, { sessionId });
  expect(made.status).toBe(201);
  expect(made.body).toMatchObject({ state: "next", source: { sessionId, version: 1 } });
  expect(made.body.turns.map(({ user, now }: { user: string; now: { status: string } }) => [user, now.status])).toEqual(
    lines.map((line) => [line, "waiting"]),
  );
  const before = await prisma.usageLog.count({ where: { sessionId } });
  const ended = await replayUntil(made.body.id, (state) => state === "ended");
  const turns = ended.turns as { before: { partner: string }; now: { partner: string; status: string } }[];
  expect(turns.map(({ now }) => now.status)).toEqual(["completed", "completed"]);
  expect(turns.every((turn) => turn.now.partner.length > 0 && turn.before.partner.length > 0)).toBe(true);
  expect(ended.tokens.now).toBeGreaterThan(0);
  // What was said then is as it was; what is said now is metered on the trial.
  expect(await prisma.usageLog.count({ where: { sessionId } })).toBe(before);
  const { rows } = await pool.query(
    `SELECT s.trial, i."trialVersionId" IS NOT NULL AS flagged, i."linkedUserId" IS NOT NULL AS claimed
     FROM "ConversationSession" s JOIN "Invitation" i ON i.id = s."invitationId" WHERE s.id = $1`,
    [ended.sessionId],
  );
  expect(rows).toEqual([{ trial: true, flagged: true, claimed: true }]);
});

it("two tabs that ask for the next line at once say it once", async () => {
  const sessionId = await source(["Good evening."]);
  const { id } = await begin();
  const made = (await staff.post(`/v1/admin/scenarios/${id}/replays`, { sessionId })).body;
  const answers = await Promise.all(Array.from({ length: 6 }, () => staff.post(`/v1/admin/replays/${made.id}/next`)));
  expect(answers.every(({ status }) => status === 202 || status === 409)).toBe(true);
  await replayUntil(made.id, (state) => state === "ended");
  expect(await prisma.exchange.count({ where: { sessionId: made.sessionId } })).toBe(1);
});

it("cancelled, what runs is stopped, and nothing more is said", async () => {
  const sessionId = await source(["Good evening.", "And?"]);
  const { id } = await begin();
  const made = (await staff.post(`/v1/admin/scenarios/${id}/replays`, { sessionId })).body;
  world.simulator.gate.close({ lane: "partner", afterTokens: 1 });
  try {
    expect((await staff.post(`/v1/admin/replays/${made.id}/next`)).body.state).toBe("running");
    await staff.post(`/v1/admin/replays/${made.id}/cancel`);
    await vi.waitFor(async () =>
      expect((await staff.get(`/v1/admin/replays/${made.id}`)).body.state).toBe("cancelled"),
    );
  } finally {
    world.simulator.gate.open();
  }
  const after = (await staff.post(`/v1/admin/replays/${made.id}/next`)).body;
  expect(after.turns.map(({ now }: { now: { status: string } }) => now.status)).toEqual(["stopped", "waiting"]);
});

it("a line that was not answered is said again, and then those after it; nothing of the failed try is seen", async () => {
  const lines = ["Good evening.", "What happened with the engineer?", "And now?"];
  const sessionId = await source(lines);
  const { id } = await begin();
  const made = (await staff.post(`/v1/admin/scenarios/${id}/replays`, { sessionId })).body;
  const again = () => staff.post(`/v1/admin/replays/${made.id}/again`);
  // Nothing failed yet: nothing is done.
  expect((await again()).body).toMatchObject({ state: "next", again: null });
  await staff.post(`/v1/admin/replays/${made.id}/next`);
  const settled = () =>
    vi.waitFor(async () => {
      const { body } = await staff.get(`/v1/admin/replays/${made.id}`);
      expect(body.state).not.toBe("running");
      return body;
    });
  await settled();
  world.simulator.fault({ kind: "cut", lane: "partner", times: 6 });
  await staff.post(`/v1/admin/replays/${made.id}/next`);
  const failed = await settled();
  expect(failed).toMatchObject({ state: "failed", again: 2 });
  expect(failed.turns.map(({ now }: { now: { status: string } }) => now.status)).toEqual([
    "completed",
    "failed",
    "waiting",
  ]);
  // It stays so until it is said again, and may fail again.
  expect((await staff.post(`/v1/admin/replays/${made.id}/next`)).body.state).toBe("failed");
  await again();
  expect(await settled()).toMatchObject({ state: "failed", again: 2 });
  world.simulator.clearFaults();

  const answers = await Promise.all(Array.from({ length: 6 }, again));
  expect(answers.every(({ status }) => [202, 409].includes(status))).toBe(true);
  expect(await settled()).toMatchObject({ state: "next", again: null });
  await replayUntil(made.id, (state) => state === "ended");
  const exchanges = await prisma.exchange.findMany({
    where: { sessionId: made.sessionId },
    orderBy: { number: "asc" },
  });
  expect(exchanges.map(({ attempt, status }) => [attempt, status])).toEqual([
    [1, "COMPLETED"],
    [3, "COMPLETED"],
    [1, "COMPLETED"],
  ]);
  // One message a line: the partner's next context has each once.
  expect(await prisma.message.count({ where: { sessionId: made.sessionId, role: "user" } })).toBe(3);
  const told = await prisma.auditEntry.findMany({ where: { action: "scenario.replay-again", subject: String(id) } });
  expect(told.map(({ detail }) => detail)).toEqual([
    { replay: made.id, line: 2 },
    { replay: made.id, line: 2 },
  ]);
  await staff.post(`/v1/admin/replays/${made.id}/cancel`);
  expect((await staff.post("/v1/admin/replays/nothing-here/again")).status).toBe(404);
});

it("says how many exchanges fit as the widget says it, and that it is a trial", async () => {
  const { id } = await begin();
  const { body } = await staff.post(`/v1/admin/scenarios/${id}/trial`, {});
  const token = tokenIn(body.page);
  const { body: preview } = await world.call("POST", "/v1/invitations/preview", { token });
  expect(preview.exchanges).toBe(body.exchanges);
  expect(body.exchanges).toBeGreaterThanOrEqual(10);
  expect(body.exchanges).toBeLessThan(13);
  const trial = await world.claimToken(token);
  expect(trial.invitation).toMatchObject({ trial: true, quota: { aboutExchanges: body.exchanges } });
  const session = await trial.start();
  expect((await trial.get(`/v1/sessions/${session}`)).body.quota.aboutExchanges).toBe(body.exchanges);
  expect((await world.claim()).invitation.trial).toBeUndefined();
});

it("what was never answered cannot be said again", async () => {
  const { id } = await begin();
  const silent = await (await world.claim()).start();
  for (const sessionId of [silent, 999_999])
    expect((await staff.post(`/v1/admin/scenarios/${id}/replays`, { sessionId })).status).toBe(422);
  expect((await staff.get("/v1/admin/replays/nothing-here")).status).toBe(404);
});
