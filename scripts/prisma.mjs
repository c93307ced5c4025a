// The Prisma CLI with the schema engine of scripts/schema-engine, so that nothing is downloaded:
//
//   node scripts/prisma.mjs generate
//   node scripts/prisma.mjs migrate diff --from-empty --to-schema prisma/schema.prisma --script
//
// Before the first release the initial migration is regenerated, not amended:
//
//   node scripts/prisma.mjs migrate diff --from-empty --to-schema prisma/schema.prisma --script -o prisma/migrations/20261123000000_init/migration.sql
//
// After it, scripts/make-migration.mjs takes the place of `migrate dev`. Migrations are applied by the server itself.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const path = (relative) => fileURLToPath(new URL(relative, import.meta.url));
const { status } = spawnSync(
  process.execPath,
  [path("../node_modules/prisma/build/index.js"), ...process.argv.slice(2)],
  {
    stdio: "inherit",
    env: {
      ...process.env,
      PRISMA_SCHEMA_ENGINE_BINARY: path("schema-engine/main.mjs"),
      PRISMA_HIDE_UPDATE_MESSAGE: "1",
      CHECKPOINT_DISABLE: "1",
    },
  },
);
process.exit(status ?? 1);
