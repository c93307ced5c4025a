import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { tsImport } from "tsx/esm/api";
import { postgresAdapterFactory } from "./postgres-adapter.mjs";
import { withTemporaryDatabase } from "./temporary-database.mjs";
import { loadEngine } from "./wasm-engine.mjs";

const { migrate } = await tsImport("../../backend/src/database/migrate.ts", import.meta.url);

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const schema = path("../../prisma/schema.prisma");

export const migrationsDirectory = path("../../prisma/migrations");

/** The statements that lead from what prisma/migrations make to what prisma/schema.prisma says; null where they agree. */
export const findSchemaDrift = () =>
  withTemporaryDatabase(async (url) => {
    await migrate(url, migrationsDirectory);
    const files = [{ path: schema, content: readFileSync(schema, "utf8") }];
    const engine = await loadEngine([[schema, files[0].content]], postgresAdapterFactory(url));
    const { exitCode, stdout } = await engine.diff({
      // The database the adapter is connected to.
      from: { tag: "schemaDatasource", files, configDir: path("../../prisma") },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : stdout;
  });
