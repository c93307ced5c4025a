// npm run scale                 seeds two databases, a small and a large one, and compares every list and chart on them
// npm run scale -- --times 200  so many reads of each
// npm run scale -- --only users those that begin so
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { existsSync, mkdirSync, chmodSync } from "node:fs";
import { parseArgs } from "node:util";
import pg from "pg";
import { createContext } from "../src/app-context.ts";
import { readConfig } from "../src/config.ts";
import { createDatabase } from "../src/database/create-database.ts";
import { startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { migrate } from "../src/database/migrate.ts";
import { createApp } from "../src/http/create-app.ts";
import { createApiKey } from "../src/identity/sign-in-staff.ts";
import type { LanguageModel } from "../src/model/language-model.ts";
import { migrationsFolder } from "../src/open-database.ts";
import { addressOfRead, LARGE_TABLES, READS } from "./read-lists.ts";
import { seedLarge } from "./seed-large.ts";
import { LARGE, type Size, SMALL } from "./seed-sql.ts";

const MOST_TIMES = 3;
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const { values } = parseArgs({
  options: { times: { type: "string", default: "60" }, only: { type: "string", default: "" } },
});
const times = Number(values.times);
const folder = fileURLToPath(new URL("../../.build/scale", import.meta.url));

const noModel: LanguageModel = {
  stream: () => {
    throw new Error("nothing here calls a model");
  },
  countTokens: async () => 0,
  knows: async () => null,
  list: async () => null,
};

type Statement = { text: string; values: unknown[] };
/** Everything that is asked of a pool, by its own connections too. */
const listen = (pool: pg.Pool, heard: Map<string, Statement>): void => {
  const hear = (asked: unknown, given: unknown): void => {
    const text = typeof asked === "string" ? asked : (asked as { text?: string }).text;
    const values = Array.isArray(given) ? given : ((asked as { values?: unknown[] }).values ?? []);
    if (text !== undefined && /^\s*(SELECT|WITH)/i.test(text)) heard.set(text, { text, values });
  };
  const wrap = (target: { query: unknown }): void => {
    const query = target.query as (...args: unknown[]) => unknown;
    target.query = (...args: unknown[]) => {
      hear(args[0], args[1]);
      return query.apply(target, args);
    };
  };
  wrap(pool);
  pool.on("connect", wrap);
};

const openServer = async (url: string) => {
  const { config, secrets } = readConfig({ PORT: "0", LOG_LEVEL: "silent", MODEL: "simulator" });
  const database = createDatabase(url, { poolSize: 5 });
  const heard = new Map<string, Statement>();
  listen(database.pool, heard);
  const secretKey = "a secret key of the measurement alone";
  const world = await createContext({ config, secrets, secretKey, database, model: noModel, simulated: true });
  const server = createServer(createApp(world));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const key = await createApiKey(world, "large-staff", "measure", "ADMIN");
  const base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const read = async (path: string): Promise<number> => {
    const began = performance.now();
    const response = await fetch(base + path, { headers: { authorization: `Bearer ${key}` } });
    await response.arrayBuffer();
    if (response.status !== 200) throw new Error(`${path}: ${response.status}`);
    return performance.now() - began;
  };
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    server.close();
    await database.close();
  };
  return { read, heard, close };
};

type Plan = { "Node Type": string; "Relation Name"?: string; Plans?: Plan[] };
const scannedIn = (plan: Plan): string[] => [
  ...(plan["Node Type"] === "Seq Scan" && LARGE_TABLES.includes(plan["Relation Name"] ?? "")
    ? [plan["Relation Name"] ?? ""]
    : []),
  ...(plan.Plans ?? []).flatMap(scannedIn),
];
/** Large tables that a statement reads from end to end. */
const scansOf = async (client: pg.Client, { text, values }: Statement): Promise<string[]> => {
  const { rows } = await client.query<{ "QUERY PLAN": [{ Plan: Plan }] }>(`EXPLAIN (FORMAT JSON) ${text}`, values);
  const plan = rows[0]?.["QUERY PLAN"][0]?.Plan;
  return plan ? scannedIn(plan) : [];
};

const percentile = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * part) - 1)] ?? 0;
const millis = (ms: number): string => ms.toFixed(1).padStart(8);

type Read = (path: string) => Promise<number>;
/** Milliseconds of each read, sorted, and how the 99th percentiles stand to each other. */
const compare = async (small: Read, large: Read, path: string, reads: number) => {
  const took: { small: number[]; large: number[] } = { small: [], large: [] };
  // In turns: what else this machine does falls on both.
  for (let time = 0; time < reads; time++) {
    took.small.push(await small(path));
    took.large.push(await large(path));
  }
  const [few, many] = [took.small, took.large].map((all) => all.toSorted((a, b) => a - b)) as [number[], number[]];
  return { few, many, ratio: percentile(many, 0.99) / percentile(few, 0.99) };
};

const prepare = async (postgresUrl: string, name: string, size: Size): Promise<string> => {
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const admin = new pg.Client({ connectionString: postgresUrl });
  await admin.connect();
  const { rowCount } = await admin.query(`SELECT FROM pg_database WHERE datname = $1`, [name]);
  if (rowCount === 0) {
    print(`seeding ${name}`);
    // Under another name until it is whole.
    await admin.query(`DROP DATABASE IF EXISTS ${name}_half`);
    await admin.query(`CREATE DATABASE ${name}_half`);
    const half = new URL(url);
    half.pathname = `/${name}_half`;
    await seedLarge(half.href, size);
    await admin.query(`ALTER DATABASE ${name}_half RENAME TO ${name}`);
  }
  // One that was seeded by an earlier version.
  await migrate(url.href, migrationsFolder());
  await admin.end();
  return url.href;
};

mkdirSync(folder, { recursive: true });
if (existsSync(folder)) chmodSync(folder, 0o711);
const postgres = await startEmbeddedPostgres({ dataDir: folder, fsync: false });
let failed = false;
try {
  const smallUrl = await prepare(postgres.url, "scale_small", SMALL);
  const largeUrl = await prepare(postgres.url, "scale_large", LARGE);
  const [small, large] = [await openServer(smallUrl), await openServer(largeUrl)];
  const client = new pg.Client({ connectionString: largeUrl });
  await client.connect();
  const counts = await client.query<{ line: string }>(
    `SELECT relname || ' ' || n_live_tup AS line FROM pg_stat_user_tables WHERE n_live_tup > 50000 ORDER BY n_live_tup DESC`,
  );
  print(counts.rows.map(({ line }) => line).join(", "));
  print(
    `${"read".padEnd(70)}${"small p50".padStart(10)}${"p99".padStart(8)}${"large p50".padStart(11)}${"p99".padStart(8)}  ratio`,
  );
  for (const name of READS.filter((read) => read.startsWith(values.only))) {
    const path = addressOfRead(name);
    for (let warm = 0; warm < 5; warm++) {
      await small.read(path);
      await large.read(path);
    }
    large.heard.clear();
    const first = await compare(small.read, large.read, path, times);
    // Of so few reads the 99th percentile is the slowest one, which may be this machine's doing: it is asked again, more often.
    const { few, many, ratio } =
      first.ratio > MOST_TIMES ? await compare(small.read, large.read, path, times * 5) : first;
    const scanned = new Set<string>();
    for (const statement of large.heard.values())
      for (const table of await scansOf(client, statement)) scanned.add(table);
    if (ratio > MOST_TIMES || scanned.size > 0) failed = true;
    print(
      `${name.padEnd(70)}${millis(percentile(few, 0.5))}  ${millis(percentile(few, 0.99))}${millis(percentile(many, 0.5))}   ${millis(percentile(many, 0.99))}  ${ratio.toFixed(2)}${ratio > MOST_TIMES ? " !" : ""}${ratio === first.ratio ? "" : ` (first ${first.ratio.toFixed(2)})`}${scanned.size > 0 ? `  SCANS ${[...scanned].join(", ")}` : ""}`,
    );
  }
  await client.end();
  await small.close();
  await large.close();
} finally {
  await postgres.stop();
}
print(failed ? "something is above 3 times, or scans a large table" : "all within 3 times; no large table is scanned");
process.exit(failed ? 1 : 0);
