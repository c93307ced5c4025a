import { randomUUID } from "node:crypto";
import { expect, it } from "vitest";
import { MERGE_COLUMNS, NO_USER_IDS } from "../../src/people/merge-columns.ts";
import { mergeUsers } from "../../src/people/merge-users.ts";
import { useTestWorld } from "../test-world.ts";
import { makeGuest, makeUser, mergeOf } from "./merge-ground.ts";

const world = await useTestWorld();
const { pool, prisma } = world.database;
const names = async (sql: string): Promise<string[]> =>
  (await pool.query<{ name: string }>(sql)).rows.map((row) => row.name).toSorted();

const COLUMNS = `FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = 'public' AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND c.relname NOT LIKE '\\_%'`;

it("classifies every foreign key to a user, and every text column named like a user's id", async () => {
  const keys = await names(
    `SELECT conrelid::regclass::text AS relation, trim('"' FROM conrelid::regclass::text) || '.' || a.attname AS name
     FROM pg_constraint k JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = ANY(k.conkey)
     WHERE k.contype = 'f' AND k.confrelid = '"User"'::regclass`,
  );
  expect(keys.length).toBeGreaterThan(15);
  expect(keys.filter((name) => !(name in MERGE_COLUMNS))).toEqual([]);
  const alike = await names(
    `SELECT c.relname || '.' || a.attname AS name ${COLUMNS} AND a.atttypid IN ('text'::regtype, 'varchar'::regtype, 'uuid'::regtype)
     AND a.attname ~* '(user|actor|author|researcher|person|people|staff|owner|subject|invitee|guest|merged|external|source|target|by)(_?id)?$'`,
  );
  expect(alike).toContain("UsageLog.userId");
  expect(alike.filter((name) => !(name in MERGE_COLUMNS) && !NO_USER_IDS.includes(name))).toEqual([]);
  const all = await names(`SELECT c.relname || '.' || a.attname AS name ${COLUMNS}`);
  expect([...Object.keys(MERGE_COLUMNS), ...NO_USER_IDS].filter((name) => !all.includes(name))).toEqual([]);
});

it("classifies every column in which a user's id is found, of whatever name and type", async () => {
  const guest = await makeGuest(world);
  const other = await makeGuest(world);
  const userId = await makeUser(world);
  await mergeUsers(world, mergeOf(guest, userId));
  const ids = [guest.user.id, other.user.id, userId, world.staffId];
  const columns = await names(
    `SELECT c.relname || '.' || a.attname AS name ${COLUMNS} AND a.atttypid IN ('text'::regtype, 'jsonb'::regtype, 'text[]'::regtype, 'varchar'::regtype)`,
  );
  const holding: string[] = [];
  for (const name of columns) {
    const [table, column] = name.split(".");
    const { rows } = await pool.query(`SELECT FROM "${table}" WHERE "${column}"::text ~ $1 LIMIT 1`, [ids.join("|")]);
    if (rows.length > 0) holding.push(name);
  }
  expect(holding).toContain("UsageLog.originUserId");
  expect(holding.filter((name) => !(name in MERGE_COLUMNS) && name !== "User.id")).toEqual([]);
});

it("what is written late follows the merge, and a tombstone gets no way in: the database itself sees to it", async () => {
  expect(await names(`SELECT tgname AS name FROM pg_trigger WHERE NOT tgisinternal AND tgname ~ 'merge'`)).toEqual([
    "api_key_refuses_merged",
    "consent_refuses_merged",
    "contact_code_refuses_merged",
    "contact_method_refuses_merged",
    "external_identity_refuses_merged",
    "invitation_follows_merge",
    "login_session_refuses_merged",
    "session_follows_merge",
    "sign_in_link_refuses_merged",
    "staff_session_refuses_merged",
    "telemetry_follows_merge",
    "usage_follows_merge",
  ]);
  const guest = await makeGuest(world);
  const userId = await makeUser(world);
  await mergeUsers(world, mergeOf(guest, userId));
  const told = await prisma.telemetryEvent.create({ data: { name: "late", userId: guest.user.id } });
  expect(told).toMatchObject({ userId, originUserId: guest.user.id });
  const refused = { code: "23514", constraint: "user_not_merged" };
  const insert = (sql: string) => pool.query(sql, [randomUUID(), guest.user.id]);
  await expect(
    insert(`INSERT INTO "LoginSession" (id, "userId", "expiresAt") VALUES ($1, $2, now() + interval '1 day')`),
  ).rejects.toMatchObject(refused);
  await expect(
    insert(`INSERT INTO "ExternalIdentity" (id, "userId", provider, "externalId") VALUES ($1, $2, 'x', 'y')`),
  ).rejects.toMatchObject(refused);
  await expect(
    insert(`INSERT INTO "ContactMethod" (id, "userId", type, value, "updatedAt") VALUES ($1, $2, 'email', 'y', now())`),
  ).rejects.toMatchObject(refused);
});
