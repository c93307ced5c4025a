import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { tsImport } from "tsx/esm/api";

const { startEmbeddedPostgres } = await tsImport("../../backend/src/database/embedded-postgres.ts", import.meta.url);

/** Runs `use` with the URL of an empty PostgreSQL database that is gone afterwards. */
export const withTemporaryDatabase = async (use) => {
  const dataDir = mkdtempSync(join(tmpdir(), "sidecoach-schema-"));
  // As root, the account that runs PostgreSQL must pass through.
  chmodSync(dataDir, 0o711);
  const postgres = await startEmbeddedPostgres({ dataDir, fsync: false });
  try {
    return await use(postgres.url);
  } finally {
    await postgres.stop();
    rmSync(postgres.location, { recursive: true, force: true });
    rmSync(dataDir, { recursive: true, force: true });
  }
};
