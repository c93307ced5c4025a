import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { startEmbeddedPostgres } from "../src/database/embedded-postgres.ts";
import { migrate } from "../src/database/migrate.ts";
import { urlOf } from "./databases.ts";

const migrations = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));

/** A PostgreSQL for one run of the command, with the migrated template that arenas copy. */
export const startPostgres = async (): Promise<{ url: string; stop: () => Promise<void> }> => {
  const dataDir = mkdtempSync(join(tmpdir(), "sidecoach-chaos-"));
  // As root, the account that runs PostgreSQL must pass through.
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, fsync: false });
  const url = urlOf(postgres.url, { database: "postgres" });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query("CREATE DATABASE template_sidecoach").finally(() => client.end());
  await migrate(urlOf(url, { database: "template_sidecoach" }), migrations);
  return {
    url,
    stop: async () => {
      await postgres.stop();
      rmSync(postgres.location, { recursive: true, force: true });
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
};
