// Backups as docs/operating.md says they are taken: by pg_dump of a server that runs, and of the folder of one that stands still.
// Each is put back after somebody had themselves erased, and a server is started on it.
import { spawnSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterAll, describe, expect, it } from "vitest";
import { seed } from "../../../prisma/seed.ts";
import { createInvitation } from "../../src/administration/create-invitation.ts";
import { createContext } from "../../src/app-context.ts";
import { readConfig } from "../../src/config.ts";
import { createDatabase } from "../../src/database/create-database.ts";
import { startEmbeddedPostgres } from "../../src/database/embedded-postgres.ts";
import { migrate } from "../../src/database/migrate.ts";
import { createAnthropicModel } from "../../src/model/anthropic-model.ts";
import { startSimulator } from "../../src/model/simulator/start-simulator.ts";
import { migrationsFolder } from "../../src/open-database.ts";
import { startServer } from "../../src/start-server.ts";
import { findPostgresTools, runTool, startPostgresOf } from "../postgres-tools.ts";
import { createTestDatabase } from "../test-database.ts";
import { CONSENT } from "../test-world.ts";
import { dump, findEverywhere } from "./rights-ground.ts";

const simulator = await startSimulator({ speed: "instant" });
const folders: string[] = [];
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "sidecoach-test-"));
  chmodSync(folder, 0o711);
  folders.push(folder);
  return folder;
};
const stops: (() => unknown)[] = [() => simulator.stop()];
afterAll(async () => {
  for (const stop of stops.toReversed()) await stop();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A server as `npm start` makes it, on that database and that DATA_DIR, always under the same key. */
const serve = async (url: string, dataDir: string) => {
  await migrate(url, migrationsFolder());
  const { config, secrets } = readConfig({ PORT: "0", LOG_LEVEL: "silent", DRAIN_SECONDS: "2", DATA_DIR: dataDir });
  const database = createDatabase(url, { poolSize: 10 });
  await seed(database.prisma, config.maxTokens);
  const model = createAnthropicModel({ apiKey: "test", baseUrl: simulator.url, idleMs: 10_000 });
  const secretKey = "a secret key for tests, long enough";
  const world = await createContext({ config, secrets, secretKey, database, model, simulated: true });
  const server = await startServer(world, true);
  let stopped: Promise<void> | undefined;
  const stop = () => (stopped ??= server.stop().then(() => database.close()));
  stops.push(stop);
  const call = async (path: string, body?: object, headers: Record<string, string> = {}) => {
    const asked = body === undefined ? {} : { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(server.url + path, {
      ...asked,
      headers: { "content-type": "application/json", ...headers },
    });
    const text = await response.text();
    return {
      status: response.status,
      body: response.headers.get("content-type")?.includes("json") ? JSON.parse(text) : text,
    };
  };
  const say = async (bearer: { authorization: string }, sessionId: number, content: string) => {
    const sent = await call(
      `/v1/sessions/${sessionId}/exchanges`,
      { content },
      { ...bearer, "idempotency-key": randomUUID() },
    );
    expect([sent.status, String(sent.body).includes('"completed"')]).toEqual([200, true]);
  };
  /** Somebody who was invited, and has said that. */
  const talk = async (content: string) => {
    const staffId = await world.identityStore.ensureOwner();
    const quota = { tokens: 500_000, label: "Test" };
    const { token } = await createInvitation(world, staffId, { scenarioSlug: "the-heating-is-off", quota });
    const claimed = (await call("/v1/invitations/claim", { token, consent: CONSENT })).body;
    const bearer = { authorization: `Bearer ${claimed.accessToken}` };
    const sessionId: number = (await call("/v1/sessions", {}, bearer)).body.id;
    await say(bearer, sessionId, content);
    await world.running.settled();
    return { bearer, sessionId, userId: claimed.user.id as string };
  };
  return { world, pool: database.pool, stop, call, say, talk };
};
type Served = Awaited<ReturnType<typeof serve>>;

/** All that conversations leave, and what watches over it: as text, to be compared. */
const contentsOf = async (url: string): Promise<Record<string, string>> => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const contents: Record<string, string> = {};
  const tables = [
    "User",
    "Invitation",
    "ConversationSession",
    "Exchange",
    "Message",
    "UsageLog",
    "ModelCall",
    "Hold",
    "Consent",
    "AuditEntry",
  ];
  const objects = {
    triggers: `SELECT tgname AS it FROM pg_trigger WHERE NOT tgisinternal`,
    checks: `SELECT conname || regexp_replace(pg_get_constraintdef(oid), '[()\\s]', '', 'g') AS it FROM pg_constraint WHERE connamespace = 'public'::regnamespace`,
    indexes: `SELECT indexdef AS it FROM pg_indexes WHERE schemaname = 'public'`,
  };
  const asked = [
    ...tables.map((name) => [name, `SELECT t::text AS it FROM "${name}" t`] as const),
    ...Object.entries(objects),
  ];
  for (const [name, sql] of asked) {
    const { rows } = await client.query<{ all: string | null }>(
      `SELECT string_agg(it, E'\\n' ORDER BY it COLLATE "C") AS all FROM (${sql}) x`,
    );
    contents[name] = rows[0]?.all ?? "";
  }
  await client.end();
  return contents;
};

type Way = {
  start: (dataDir: string) => Promise<string>;
  /** what is asked of a server that runs; it may be stopped for it, and another is then served */
  backUp: (served: Served, url: string, dataDir: string) => Promise<Served>;
  /** @returns the address of the database as it was */
  restore: (dataDir: string) => Promise<string>;
};

const databaseOn = async (server: string, name: string): Promise<string> => {
  const client = new pg.Client({ connectionString: server });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
};

/** pg_dump and pg_restore, on a server of their own set, as whoever has a DATABASE_URL has them. */
const byPostgresTools = (tools: NonNullable<ReturnType<typeof findPostgresTools>>): Way => {
  const file = join(makeFolder(), "sidecoach.dump");
  let server = "";
  return {
    start: async () => {
      const started = await startPostgresOf(tools);
      stops.push(started.stop);
      server = started.url;
      return databaseOn(server, "sidecoach");
    },
    backUp: async (served, url) => {
      runTool(tools, "pg_dump", ["--format=custom", `--file=${file}`, url]);
      return served;
    },
    restore: async () => {
      const url = await databaseOn(server, "restored");
      runTool(tools, "pg_restore", ["--no-owner", "--exit-on-error", `--dbname=${url}`, file]);
      return url;
    },
  };
};

/** On a machine without them: the rows of all tables, into a database that the migrations have made. */
const byRows = (): Way => {
  let rows: Awaited<ReturnType<typeof dump>> | undefined;
  let sequences: { sequencename: string; last_value: string }[] = [];
  const make = async (): Promise<string> => {
    const { url, drop } = await createTestDatabase();
    stops.push(drop);
    return url;
  };
  return {
    start: make,
    backUp: async (served) => {
      rows = await dump(served.pool);
      const asked = `SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL`;
      sequences = (await served.pool.query<(typeof sequences)[number]>(asked)).rows;
      return served;
    },
    restore: async () => {
      const url = await make();
      const { pool, close } = createDatabase(url, { poolSize: 1 });
      await rows?.restore(pool);
      for (const { sequencename, last_value } of sequences)
        await pool.query(`SELECT setval($1::regclass, $2)`, [`"${sequencename}"`, last_value]);
      await close();
      return url;
    },
  };
};

/** The PostgreSQL that npm brings, in DATA_DIR: its server is stopped, and its folder copied with its owner. */
const byFolder = (): Way => {
  const kept = makeFolder();
  let postgres: Awaited<ReturnType<typeof startEmbeddedPostgres>> | undefined;
  const start = async (dataDir: string): Promise<string> => {
    postgres = await startEmbeddedPostgres({ dataDir, fsync: false });
    stops.push(postgres.stop);
    return postgres.url;
  };
  const copy = (from: string, to: string): void => {
    for (const name of ["postgres", "postgres.json"]) {
      rmSync(join(to, name), { recursive: true, force: true });
      const { status, stderr } = spawnSync("cp", ["-a", join(from, name), join(to, name)], { encoding: "utf8" });
      if (status !== 0) throw new Error(stderr);
    }
  };
  return {
    start,
    backUp: async (served, _url, dataDir) => {
      await served.stop();
      await postgres?.stop();
      copy(dataDir, kept);
      return serve(await start(dataDir), dataDir);
    },
    // Not the whole of DATA_DIR: erasures.jsonl stays as it has become.
    restore: async (dataDir) => {
      await postgres?.stop();
      copy(kept, dataDir);
      return start(dataDir);
    },
  };
};

const tools = findPostgresTools();
const ways: [string, () => Way][] = [
  tools
    ? [`by pg_dump and pg_restore ${tools.version}`, () => byPostgresTools(tools)]
    : ["by its rows (this machine has no pg_dump with a server of its version)", byRows],
  ["of the folder of a server that stands still", byFolder],
];

describe("a backup", () => {
  it.each(ways)(
    "%s comes back whole, and whoever was erased since is erased again",
    { timeout: 180_000 },
    async (_how, choose) => {
      const way = choose();
      const dataDir = makeFolder();
      const canary = `canary${randomUUID().replaceAll("-", "")}`;
      const url = await way.start(dataDir);
      const first = await serve(url, dataDir);
      const gone = await first.talk(`I am ${canary}.`);
      const stays = await first.talk("I stay.");
      const then = await contentsOf(url);
      expect(then["Message"]).toContain(canary);

      const second = await way.backUp(first, url, dataDir);
      await second.say(stays.bearer, stays.sessionId, "This is after the backup.");
      expect((await second.call("/v1/me/erasure", { confirm: true }, gone.bearer)).status).toBeLessThan(300);
      await expect.poll(() => findEverywhere(second.pool, [canary]), { timeout: 20_000 }).toEqual([]);
      await second.stop();

      const restored = await way.restore(dataDir);
      expect(await contentsOf(restored)).toEqual(then);
      // No migration is missing, none is applied twice.
      expect(await migrate(restored, migrationsFolder())).toEqual([]);

      const third = await serve(restored, dataDir);
      await expect.poll(() => findEverywhere(third.pool, [canary]), { timeout: 20_000 }).toEqual([]);
      const { rows } = await third.pool.query(`SELECT name, "erasedAt" FROM "User" WHERE id = $1`, [gone.userId]);
      expect(rows).toEqual([{ name: null, erasedAt: expect.any(Date) }]);
      expect((await third.call("/v1/me", undefined, gone.bearer)).status).toBe(401);
      // Everybody else goes on: signed in as they were, with what they had said by then, and with numbers that go on.
      const { status, body } = await third.call(`/v1/sessions/${stays.sessionId}`, undefined, stays.bearer);
      expect(status).toBe(200);
      const said = body.messages
        .filter(({ role }: { role: string }) => role === "user")
        .map(({ content }: { content: string }) => content);
      expect(said).toEqual(["I stay."]);
      await third.say(stays.bearer, stays.sessionId, "Here I am again.");
      await third.talk("And I am new.");
      await third.stop();
    },
  );
});
