// Fails where prisma/schema.prisma and prisma/migrations say different things. What Prisma cannot see in a database (CHECKs,
// triggers, partial indexes) is no drift to it: the tests assert those.
import { findSchemaDrift } from "./schema-engine/schema-drift.mjs";

const drift = await findSchemaDrift();
if (drift !== null) {
  console.error("prisma/schema.prisma is not what prisma/migrations make. Missing:\n");
  console.error(drift);
  console.error(
    "Run node scripts/make-migration.mjs NAME, or before the first release regenerate the initial one: see scripts/prisma.mjs.",
  );
}
process.exit(drift === null ? 0 : 1);
