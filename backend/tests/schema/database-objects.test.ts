import { expect, it } from "vitest";
import { useTestDatabase } from "../test-database.ts";

const { pool } = await useTestDatabase();
const names = async (sql: string): Promise<string[]> =>
  (await pool.query<{ name: string }>(sql)).rows.map((row) => row.name);

// Drift detection sees none of these: they are asserted by name.
it("has the checks, partial indexes and triggers that Prisma cannot see", async () => {
  expect(await names(`SELECT conname AS name FROM pg_constraint WHERE contype = 'c'`)).toEqual(
    expect.arrayContaining([
      "invitation_quota_shape",
      "invitation_usage_shape",
      "invitation_within_quota",
      "invitation_claims",
      "hold_amount",
      "usage_log_counts",
    ]),
  );
  expect(await names(`SELECT indexname AS name FROM pg_indexes WHERE schemaname = 'public'`)).toEqual(
    expect.arrayContaining([
      "exchange_one_partner",
      "exchange_number_in_line",
      "exchange_running",
      "message_once",
      "hold_live",
      "hold_live_owner",
      "contact_method_one_primary",
      "quota_preset_one_default",
      "session_active",
      "user_name_letters",
      "contact_method_letters",
      "external_identity_letters",
      "invitation_label_letters",
      "invitation_reference_letters",
      "invitation_list_all",
      "invitation_list_revoked",
      "invitation_list_exhausted",
      "invitation_list_claimed",
      "invitation_list_waiting",
      "invitation_list_opened",
      "invitation_list_unopened",
      "invitation_list_stuck",
      "invitation_addressed",
      "outbox_mail_invitation",
      "code_name_in_use",
      "invitation_list_stuck",
      "alert_exchange_failed",
      "exchange_comment_failed",
      "invitation_list_exhausted",
      "alert_invitation_exhausted",
      "usage_log_overrun",
      "model_call_upstream",
      "telemetry_event_outside",
      "session_words_kept",
      "message_comment_facet",
      "model_call_problem",
    ]),
  );
  expect(await names(`SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal`)).toEqual(
    expect.arrayContaining([
      "hold_reserved_equals_holds",
      "invitation_reserved_equals_holds",
      "scenario_version_immutable",
      "audit_entry_append_only",
      "audit_entry_no_truncate",
      "invitation_facet",
      "invitation_pending",
      "invitation_moved_pending",
      "session_facet",
      "session_invitation_kind",
      "session_first",
      "upstream_kinds",
      "site_kinds",
      "usage_log_facet",
      "usage_log_pending",
      "telemetry_event_facet",
      "telemetry_event_pending",
      "message_comment_facet",
      "message_comment_pending",
      "message_delivered_pending",
      "message_seen_pending",
    ]),
  );
});

it("keeps a published version and an audit entry as they are", async () => {
  const scenario = {
    name: "A",
    description: "",
    slug: "a",
    partnerPersona: "",
    partnerSystemPrompt: "",
    coachSystemPrompt: "",
  };
  await pool.query(
    `INSERT INTO "Scenario" (name, description, slug, "partnerPersona", "partnerSystemPrompt", "coachSystemPrompt", "updatedAt") VALUES ($1, $2, $3, $4, $5, $6, now())`,
    Object.values(scenario),
  );
  await pool.query(
    `INSERT INTO "ScenarioVersion" (id, "scenarioId", number, name, description, "partnerPersona", "partnerSystemPrompt", "coachSystemPrompt", "partnerModel", "coachModel", goal, "coachPolicy") SELECT 'v', id, 1, '', '', '', '', '', '', '', '', '{}' FROM "Scenario"`,
  );
  await expect(pool.query(`UPDATE "ScenarioVersion" SET name = 'B'`)).rejects.toThrow("immutable");
  await pool.query(`INSERT INTO "AuditEntry" (id, action, subject) VALUES ('e', 'x', 'y')`);
  await expect(pool.query(`DELETE FROM "AuditEntry"`)).rejects.toThrow("immutable");
  await expect(pool.query(`TRUNCATE "AuditEntry"`)).rejects.toThrow("immutable");
});
