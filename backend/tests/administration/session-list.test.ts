import { expect, it } from "vitest";
import { pageOfSessions, type SessionFilter } from "../../src/administration/session-filter.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const { pool } = world.database;
const staff = await atConsole(world, "STAFF");
const found = async (query: string): Promise<number[]> => {
  const { status, body } = await staff.get(`/v1/admin/sessions?${query}`);
  expect(status, query).toBe(200);
  return body.items.map(({ id }: { id: number }) => id);
};

it("sessions are found by status, who talks now, scenario, cohort, and what staff call the invitation", async () => {
  const begin = async (more: object) => {
    const invitee = await world.claim(more);
    return { id: await invitee.start(), invitee };
  };
  const ada = await begin({ label: "Ada 50%", cohort: "spring" });
  const bob = await begin({ label: "Bob", externalRef: "S-0050", cohort: "spring" });
  const eve = await begin({ scenarioSlug: "the-heating-is-off", label: "Eve" });
  const group = await world.invite({ claimMode: "SHARED", label: "The group", cohort: "autumn" });
  const member = await world.claimToken(group.token, "a device of theirs");
  const theirs = await member.start();
  await bob.invitee.patch(`/v1/sessions/${bob.id}`, { status: "PAUSED" });
  await pool.query(`UPDATE "ConversationSession" SET "lastActivityAt" = now() - interval '2 minutes' WHERE id = $1`, [
    eve.id,
  ]);

  expect(await found("")).toEqual([theirs, eve.id, bob.id, ada.id]);
  expect(await found("status=PAUSED")).toEqual([bob.id]);
  expect(await found("status=ACTIVE")).toEqual([theirs, eve.id, ada.id]);
  expect(await found("live=true")).toEqual([theirs, ada.id]);
  expect(await found("cohort=spring")).toEqual([bob.id, ada.id]);
  expect(await found("cohort=spring&status=ACTIVE")).toEqual([ada.id]);
  expect(await found("scenario=the-heating-is-off")).toEqual([theirs, eve.id, bob.id, ada.id]);
  expect(await found("scenario=nothing")).toEqual([]);
  expect(await found("q=s-005")).toEqual([bob.id]);
  expect(await found(`q=${encodeURIComponent("50%")}`)).toEqual([ada.id]);
  expect(await found("q=the%20group")).toEqual([theirs]);
  expect(await found("q=b&cohort=spring")).toEqual([bob.id]);
  expect(await found(`cohort=spring&cursor=${bob.id}`)).toEqual([ada.id]);
  for (const bad of ["status=DONE", "live=maybe", "cursor=x"])
    expect((await staff.get(`/v1/admin/sessions?${bad}`)).status, bad).not.toBe(200);
});

it("what is old is found as what is new is, and from indexes", async () => {
  const { rows } = await pool.query<{ id: string; userId: string }>(
    `SELECT id, "linkedUserId" AS "userId" FROM "Invitation" WHERE label = 'Ada 50%'`,
  );
  await pool.query(
    `INSERT INTO "ConversationSession" (id, "invitationId", "userId", "scenarioId", "scenarioVersionId", status)
     SELECT 100000 + n, $1, $2, v."scenarioId", v.id, 'COMPLETED' FROM generate_series(1, 1200) n,
       (SELECT * FROM "ScenarioVersion" WHERE NOT trial LIMIT 1) v`,
    [rows[0]?.id, rows[0]?.userId],
  );
  const [bob] = await found("q=bob");
  expect(await found("cohort=spring&status=PAUSED")).toEqual([bob]);
  expect((await found("q=ada")).slice(0, 2)).toEqual([101_200, 101_199]);

  const asked: SessionFilter = {
    invitationId: null,
    status: null,
    live: false,
    scenarioId: null,
    cohort: null,
    q: null,
    before: null,
    limit: 51,
  };
  const client = await pool.connect();
  try {
    await client.query(`BEGIN; ANALYZE "ConversationSession"; ANALYZE "Invitation"; SET LOCAL enable_seqscan = off`);
    const planOf = async (filter: Partial<SessionFilter>, search: "newest" | "all" = "all") => {
      const { text, values } = pageOfSessions({ ...asked, ...filter }, search);
      const { rows: lines } = await client.query<{ "QUERY PLAN": string }>(`EXPLAIN ${text}`, values);
      return lines.map((line) => line["QUERY PLAN"]).join("\n");
    };
    for (const filter of [
      {},
      { status: "PAUSED" as const },
      { live: true },
      { scenarioId: 1 },
      { cohort: "spring" },
      { q: "zz" },
    ])
      for (const search of ["newest", "all"] as const)
        expect(await planOf(filter, search), JSON.stringify({ filter, search })).not.toMatch(/Seq Scan/);
    expect(await planOf({ status: "PAUSED" })).toMatch(/ConversationSession_status_\w*idx/);
    expect(await planOf({ cohort: "spring" })).toMatch(/ConversationSession_invitationId_idx/);
  } finally {
    await client.query("ROLLBACK");
    client.release();
  }
});
