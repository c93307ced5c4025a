// node scripts/make-migration.mjs NAME: writes the migration that brings the database to what prisma/schema.prisma says now,
// to be read and amended before it is committed. In place of `prisma migrate dev`, which the WebAssembly engine cannot do.
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { findSchemaDrift, migrationsDirectory } from "./schema-engine/schema-drift.mjs";

const fail = (message) => {
  console.error(message);
  process.exit(1);
};

const [name = ""] = process.argv.slice(2);
if (!/^[a-z][a-z0-9_]*$/.test(name))
  fail("usage: node scripts/make-migration.mjs NAME (lower case, digits, underscores)");
const script = (await findSchemaDrift()) ?? fail("prisma/migrations already make what prisma/schema.prisma says");

const time = new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14);
const folder = join(migrationsDirectory, `${time}_${name}`);
mkdirSync(folder);
writeFileSync(join(folder, "migration.sql"), script);
console.log(join(folder, "migration.sql"));
process.exit(0);
