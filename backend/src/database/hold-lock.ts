import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";

export type HeldLock = { release(): Promise<void> };

type LockOptions = { shared?: boolean; onLost?: () => void };

const connectAndLock = async (url: string, key: number, shared: boolean): Promise<pg.Client | null> => {
  const client = new pg.Client({
    connectionString: url,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    application_name: "sidecoach lock",
  });
  client.on("error", () => {});
  await client.connect();
  const { rows } = await client.query<{ taken: boolean }>(
    `SELECT pg_try_advisory_lock${shared ? "_shared" : ""}($1::bigint) AS taken`,
    [key],
  );
  if (rows[0]?.taken) return client;
  await client.end();
  return null;
};

/**
 * Holds an advisory lock of one database on a connection of its own until released; null where another holds it. The lock
 * goes with its connection: after a restart of the database it is taken again, and `onLost` is called where another process
 * was faster.
 */
export const holdLock = async (url: string, key: number, options: LockOptions = {}): Promise<HeldLock | null> => {
  const { shared = false, onLost = () => {} } = options;
  let released = false;
  let client = await connectAndLock(url, key, shared);
  if (!client) return null;

  const takeAgain = async (): Promise<void> => {
    while (!released) {
      const next = await connectAndLock(url, key, shared).catch(() => undefined);
      if (next === null) return onLost();
      if (next) return watch(next);
      await sleep(250, undefined, { ref: false });
    }
  };
  const watch = (held: pg.Client): void => {
    client = held;
    held.once("end", () => void takeAgain());
    if (released) void held.end();
  };
  watch(client);

  const release = async (): Promise<void> => {
    released = true;
    await client?.end().catch(() => {});
  };
  return { release };
};

const instanceKey = 7_243_203_001;

/**
 * Held by every server: alone by one that keeps its log in its own memory, shared by those that are joined by Redis. null: a live
 * one on this database does not go with this one.
 */
export const takeInstanceLock = (url: string, options: LockOptions = {}): Promise<HeldLock | null> =>
  holdLock(url, instanceKey, options);

const preparationKey = 7_243_203_003;

/** Servers that start at once prepare their database one after the other: migrations, keys, seed. */
export const prepareAlone = async <T>(url: string, work: () => Promise<T>): Promise<T> => {
  const client = new pg.Client({ connectionString: url, application_name: "sidecoach start" });
  client.on("error", () => {});
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1::bigint)", [preparationKey]);
    return await work();
  } finally {
    await client.end().catch(() => {});
  }
};
