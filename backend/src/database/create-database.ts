import { PrismaPg } from "@prisma/adapter-pg";
import pg from "pg";
import { PrismaClient } from "../generated/prisma/client.ts";

export type Database = {
  prisma: PrismaClient;
  /** For the statements that Prisma cannot say. Shared with Prisma, so that `poolSize` bounds both. */
  pool: pg.Pool;
  close(): Promise<void>;
};

export type DatabaseOptions = {
  poolSize?: number;
  /** A connection was lost. The pool makes a new one for the next query; this is for the log alone. */
  onError?: (error: Error) => void;
};

// No statement of ours takes seconds: one that does waits for a lock, and must fail before its caller's own deadline.
const timeouts = {
  connectionTimeoutMillis: 5_000,
  statement_timeout: 10_000,
  query_timeout: 12_000,
  idle_in_transaction_session_timeout: 15_000,
};

const timestampWithoutZone = 1114;
const utc = (text: string): Date => new Date(`${text.replace(" ", "T")}Z`);
// Prisma keeps times in columns without a zone, in UTC: raw statements must write and read them so, wherever the server stands.
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === timestampWithoutZone ? utc : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
};
const inUtc = { options: "-c TimeZone=UTC", types };
// A Date as a parameter, too: pg would write the hands of this machine's clock, and such a column drops the zone.
pg.defaults.parseInputDatesAsUTC = true;

/** Connects with the first query; rejects nothing before. `url` is any PostgreSQL of version 15 or newer. */
export const createDatabase = (url: string, options: DatabaseOptions = {}): Database => {
  const { poolSize = 20, onError = () => {} } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    keepAlive: true,
    application_name: "sidecoach",
    ...inUtc,
    ...timeouts,
  });
  // Without a listener a restart of the database kills the process: idle connections fail on the pool, busy ones on themselves.
  pool.on("error", onError);
  pool.on("connect", (client) => client.on("error", onError));
  const prisma = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }) });
  const close = async (): Promise<void> => {
    await prisma.$disconnect();
    await pool.end();
  };
  return { prisma, pool, close };
};
