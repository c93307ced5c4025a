import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { pageOfInvitations } from "../../src/administration/invitation-filter.ts";
import { createApiKey } from "../../src/identity/sign-in-staff.ts";
import { InvitationState } from "../../src/protocol/identity.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool } = world.database;
const bearer = { authorization: `Bearer ${await createApiKey(world, world.staffId, "tests", "STAFF")}` };
const list = async (query: string) =>
  (await world.call("GET", `/v1/admin/invitations?${query}`, undefined, bearer)).body;
type Item = { id: string; state: string; stateSince: string; label: string | null };
const set = (id: string, what: string) => pool.query(`UPDATE "Invitation" SET ${what} WHERE id = $1`, [id]);

/** Everything that a state is made of, in every mixture: claimed or not, a session and its status, its last exchange, and what ends it. */
const makeMixtures = async () => {
  const base = await world.claim();
  const session = await base.start();
  await base.exchange(session, "Hello.");
  const clone = async (status: "none" | "ACTIVE" | "COMPLETED" | "ABANDONED", failed: boolean, ends: string[]) => {
    const { id } = await world.invite();
    await set(id, `"claimedAt" = now(), "openedAt" = now()`);
    if (status !== "none") {
      await pool.query(
        `INSERT INTO "ConversationSession" ("userId", "invitationId", "scenarioId", "scenarioVersionId", status, "lastActivityAt", "activeSince", "endedAt")
         SELECT NULL, $1, "scenarioId", "scenarioVersionId", $2::"SessionStatus", now(), NULL, CASE WHEN $2 = 'COMPLETED' THEN now() END FROM "ConversationSession" WHERE id = $3`,
        [id, status, session],
      );
      await pool.query(
        `WITH s AS (SELECT id FROM "ConversationSession" WHERE "invitationId" = $1),
         said AS (INSERT INTO "Message" ("sessionId", role, content) SELECT id, 'user', 'x' FROM s RETURNING id, "sessionId")
         INSERT INTO "Exchange" (id, "sessionId", "invitationId", number, "idempotencyKey", "bodyHash", "userMessageId", status, "partnerRunning", owner, "startedAt", "endedAt")
         SELECT $2, "sessionId", $1, 1, gen_random_uuid(), '', id, $3::"ExchangeStatus", false, 'x', now(), now() FROM said`,
        [id, randomUUID(), failed ? "FAILED" : "COMPLETED"],
      );
    }
    for (const end of ends) await set(id, end);
  };
  const ENDS = [`"revokedAt" = now()`, `"expiresAt" = now() - interval '1 day'`, `"exhaustedAt" = now()`];
  for (const status of ["none", "ACTIVE", "COMPLETED", "ABANDONED"] as const)
    for (const failed of status === "none" ? [false] : [false, true])
      for (let mask = 0; mask < 8; mask++)
        await clone(
          status,
          failed,
          ENDS.filter((_, at) => mask & (1 << at)),
        );
  await world.invite();
  await set((await world.invite()).id, `"openedAt" = now()`);
  const group = await world.invite({ claimMode: "SHARED" });
  await world.claimToken(group.token, randomUUID());
};

it("each state's list is exactly those that are shown in that state, by conditions that an index answers", async () => {
  await makeMixtures();
  const all = (await list("limit=200")).items as Item[];
  expect(all.length).toBeGreaterThan(50);
  for (const state of InvitationState.options) {
    const expected = all.filter((item) => item.state === state).map(({ id }) => id);
    expect(expected.length, state).toBeGreaterThan(0);
    expect([state, ((await list(`state=${state}&limit=200`)).items as Item[]).map(({ id }) => id)]).toEqual([
      state,
      expected,
    ]);
  }
  expect(all.every(({ stateSince }) => Date.parse(stateSince) <= Date.now() + 1_000)).toBe(true);
});

it("filters go together, page by page, and say nothing twice", async () => {
  const rows = Array.from({ length: 25 }, (_, i) => ({
    label: i % 2 ? `Ada ${i}` : `Grace 100%_${i}`,
    externalRef: `${i}-filters`,
    cohort: "paged",
    preset: i % 5 ? "short" : "long",
    scenarioSlug: "the-heating-is-off",
    site: "test-site",
  }));
  await world.call("POST", "/v1/admin/invitations/bulk", { rows }, bearer);
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const more: string = cursor === null ? "" : `&cursor=${cursor}`;
    const page = await list(
      `cohort=paged&q=ada&preset=short&scenario=the-heating-is-off&site=test-site&state=unopened&limit=4${more}`,
    );
    seen.push(...(page.items as Item[]).map(({ label }) => label ?? ""));
    cursor = page.cursor;
  } while (cursor !== null);
  expect(seen).toEqual(
    rows.filter(({ label, preset }) => label.startsWith("Ada") && preset === "short").map(({ label }) => label),
  );
  expect((await list("cohort=paged&q=100%25_")).items).toHaveLength(13);
  expect((await list("cohort=paged&q=7-filters")).items).toHaveLength(2);
  for (const nothing of ["cohort=none", "preset=none", "scenario=none", "site=none"])
    expect((await list(nothing)).items).toEqual([]);
});

it("words are found beyond the newest rows too, on the page that they belong to", async () => {
  const rows = Array.from({ length: 2_100 }, (_, i) => ({
    label: i % 1_050 === 1_049 ? `Needle ${i}` : `Hay ${i}`,
    cohort: "stack",
  }));
  await world.call("POST", "/v1/admin/invitations/bulk", { rows }, bearer);
  const labels = async (query: string) => ((await list(query)).items as Item[]).map(({ label }) => label);
  expect(await labels("cohort=stack&q=needle")).toEqual(["Needle 1049", "Needle 2099"]);
  expect(await labels("cohort=stack&q=hay&limit=2")).toEqual(["Hay 0", "Hay 1"]);
  expect(await labels("cohort=stack&q=needle&limit=1")).toEqual(["Needle 1049"]);
});

it("a page of any filter is found by an index, whatever stands in the table", async () => {
  const filter = {
    q: null,
    cohort: null,
    preset: null,
    scenarioId: null,
    siteId: null,
    after: null,
    state: null,
    limit: 51,
  };
  const asked = [
    ...InvitationState.options.map((state) => ({ ...filter, state })),
    filter,
    { ...filter, cohort: "paged" },
    { ...filter, preset: "short" },
    { ...filter, scenarioId: 1 },
    { ...filter, siteId: "a" },
    { ...filter, q: "needle" },
    { ...filter, cohort: "paged", state: "stuck" as const, after: { at: "2100-01-01 00:00:00", id: "z" } },
  ];
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    // The table is small here: what an index cannot answer still has to be read whole, and says so.
    await client.query("SET LOCAL enable_seqscan = off");
    for (const one of asked) {
      const { text, values } = pageOfInvitations(one);
      const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
      expect(plan, JSON.stringify(one)).not.toMatch(/Seq Scan on "(Invitation|Exchange|ConversationSession)"/);
      expect(plan).toMatch(/Index/);
    }
    await client.query(`ANALYZE "Invitation"`);
    const words = pageOfInvitations({ ...filter, q: "needle" });
    const { rows } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${words.text}`, words.values);
    expect(rows.map((row) => row["QUERY PLAN"]).join("\n")).toMatch(
      /invitation_label_letters[^]*invitation_reference_letters/,
    );
    await client.query("ROLLBACK");
  } finally {
    client.release();
  }
});
