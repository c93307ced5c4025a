import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import pg from "pg";
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";
import { CONSENT_VERSION } from "../../src/invitations/who-sees-what.ts";
import { projectRoot } from "../../src/project-root.ts";
import { type Child, startChild } from "./child.ts";
import { SERVER_CORE } from "./machine.ts";

/** PostgreSQL as `npm start` has it, fsync on, on the load's core; gone with the bench. */
export const startDatabase = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const dataDir = mkdtempSync(join(tmpdir(), "sidecoach-bench-"));
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir });
  return {
    url: postgres.url,
    stop: async () => {
      await postgres.stop();
      rmSync(postgres.location, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};

/** An invitee who has claimed an invitation and opened a session of their own. */
export type Invitee = { sessionId: number; headers: { authorization: string } };
export type Sidecoach = Child & {
  url: string;
  query: (sql: string) => Promise<Record<string, unknown>[]>;
  invitees: (count: number, scenarioSlug: string) => Promise<Invitee[]>;
};

export const WITH_COACH = "the-heating-is-off";
/** The same scenario, without a coach: one upstream stream an exchange, as the baselines have. */
export const WITHOUT_COACH = "bench-without-coach";

const bundle = (name: string): string => join(projectRoot(), "backend", "dist", `${name}.js`);

const settings = (database: string, upstream: string): Record<string, string> => ({
  DATABASE_URL: database,
  SECRET_KEY: "of the bench alone, and of no use elsewhere",
  HOST: "127.0.0.1",
  PORT: "0",
  MODEL: "anthropic",
  ANTHROPIC_API_KEY: "bench",
  ANTHROPIC_BASE_URL: upstream,
  DRAIN_SECONDS: "1",
  // Limits are a person's; here one address is all people.
  CLAIMS_PER_MINUTE: "1000000",
  EXCHANGES_PER_MINUTE: "1000000",
  REQUESTS_PER_MINUTE: "10000000",
  USER_REQUESTS_PER_MINUTE: "10000000",
  // A person's own .env says nothing here.
  ...Object.fromEntries(
    ["REDIS_URL", "PUBLIC_URL", "TRUST_PROXY", "LOG_LEVEL", "DATA_DIR", "DATABASE_POOL", "DEMO", "FALLBACK_MODEL"].map(
      (name) => [name, ""],
    ),
  ),
});

const makeApiKey = (env: Record<string, string>): string => {
  const script = `const { main } = await import(${JSON.stringify(pathToFileURL(bundle("command-line")).href)}); await main(["api-key", "create", "bench", "--role", "STAFF"]);`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", script], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  const key = stdout.trim().split("\n").at(-1);
  if (!key) throw new Error(`no API key: ${stderr}`);
  return key;
};

/** Scenarios are seeded; this one more is the first with the coach's policy off, in the columns that the schema has today. */
const cloneWithoutCoach = (slug: string) => `
  WITH source AS (SELECT s.id, to_jsonb(s) AS scenario FROM "Scenario" s WHERE slug = '${slug}'),
  clone AS (
    INSERT INTO "Scenario"
    SELECT (jsonb_populate_record(null::"Scenario", scenario || jsonb_build_object(
      'id', nextval(pg_get_serial_sequence('"Scenario"', 'id')), 'slug', '${WITHOUT_COACH}'))).* FROM source
    ON CONFLICT DO NOTHING RETURNING id)
  INSERT INTO "ScenarioVersion"
  SELECT (jsonb_populate_record(null::"ScenarioVersion", to_jsonb(v) || jsonb_build_object(
    'id', 'bench-without-coach', 'scenarioId', clone.id, 'coachPolicy', '{"when":"off"}'::jsonb))).*
  FROM clone, source JOIN "ScenarioVersion" v ON v."scenarioId" = source.id AND v.number = 1`;

const post = async <T>(url: string, body: object, headers: Record<string, string> = {}): Promise<T> => {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${url}: ${response.status} ${await response.text()}`);
  return (await response.json()) as T;
};

/**
 * The production bundle of the backend on `upstream`, with quota, log and storage as they always are. What is asked of it here
 * goes by its HTTP interface; the one thing done behind its back is a scenario whose coach is off.
 */
export const startSidecoach = async (database: string, upstream: string): Promise<Sidecoach> => {
  const env = settings(database, upstream);
  const child = startChild("servers/sidecoach", SERVER_CORE, { ...env, BENCH_BUNDLE: bundle("main") });
  const pool = new pg.Pool({ connectionString: database, max: 2 });
  pool.on("error", () => undefined);
  try {
    const url = await child.line("api: ");
    await child.line("ready");
    await pool.query(cloneWithoutCoach(WITH_COACH));
    const staff = { authorization: `Bearer ${makeApiKey(env)}` };
    const invite = async (scenarioSlug: string): Promise<Invitee> => {
      const quota = { tokens: 50_000_000, label: "Bench" };
      const { token } = await post<{ token: string }>(
        `${url}/v1/admin/invitations`,
        { label: "Bench", scenarioSlug, quota },
        staff,
      );
      const consent = { service: CONSENT_VERSION };
      const { accessToken } = await post<{ accessToken: string }>(`${url}/v1/invitations/claim`, { token, consent });
      const headers = { authorization: `Bearer ${accessToken}` };
      const { id } = await post<{ id: number }>(`${url}/v1/sessions`, { scenarioSlug }, headers);
      return { sessionId: id, headers };
    };
    return {
      ...child,
      url,
      query: async (sql) => (await pool.query<Record<string, unknown>>(sql)).rows,
      invitees: async (count, scenarioSlug) => {
        const made: Invitee[] = [];
        while (made.length < count)
          made.push(
            ...(await Promise.all(
              Array.from({ length: Math.min(20, count - made.length) }, () => invite(scenarioSlug)),
            )),
          );
        return made;
      },
      stop: async () => {
        await child.stop();
        await pool.end();
      },
    };
  } catch (error) {
    await child.stop();
    await pool.end();
    throw error;
  }
};
