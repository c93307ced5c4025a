// npm run seed:large                 fills DATABASE_URL, which must be empty of invitations, with months of work; once
// npm run seed:large -- --size small   a hundredth of it
import { parseArgs } from "node:util";
import pg from "pg";
import { seed } from "../../prisma/seed.ts";
import { createDatabase } from "../src/database/create-database.ts";
import { migrate } from "../src/database/migrate.ts";
import { recount } from "../src/figures/count-store.ts";
import { migrationsFolder } from "../src/open-database.ts";
import { LARGE, seedStatements, type Size, SMALL } from "./seed-sql.ts";

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** @param url of a database of our own: nobody else writes in it meanwhile, and its role may turn triggers off */
export const seedLarge = async (url: string, size: Size): Promise<void> => {
  await migrate(url, migrationsFolder());
  const database = createDatabase(url, { poolSize: 3 });
  const client = new pg.Client({ connectionString: url, options: "-c TimeZone=UTC" });
  await client.connect();
  try {
    const { rowCount } = await client.query(`SELECT FROM "Invitation" LIMIT 1`);
    if ((rowCount ?? 0) > 0) throw new Error("there are invitations in this database: give one of its own");
    await seed(database.prisma, { partner: 1_024, coach: 512 });
    await client.query(
      "SET session_replication_role = replica; SET maintenance_work_mem = '256MB'; SET work_mem = '64MB'",
    );
    for (const { what, sql } of seedStatements(size)) {
      const began = Date.now();
      await client.query(sql);
      print(`${what}: ${Math.round((Date.now() - began) / 100) / 10} s`);
    }
    await client.query("SET session_replication_role = DEFAULT");
    const began = Date.now();
    await recount(database.pool, new Date(0));
    print(`figures: ${Math.round((Date.now() - began) / 100) / 10} s`);
    await client.query("VACUUM ANALYZE");
  } finally {
    await client.end();
    await database.close();
  }
};

if (process.argv[1]?.endsWith("seed-large.ts")) {
  const { values } = parseArgs({ options: { size: { type: "string", default: "large" } } });
  const url = process.env["DATABASE_URL"];
  if (url === undefined || !["large", "small"].includes(values.size)) {
    process.stderr.write("usage: DATABASE_URL=postgres://… npm run seed:large -- [--size small]\n");
    process.exit(1);
  }
  await seedLarge(url, values.size === "small" ? SMALL : LARGE);
}
