import { setTimeout as sleep } from "node:timers/promises";
import { resolve } from "node:path";
import pg from "pg";
import {
  DataDirInUse,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
} from "./embedded-postgres.ts";
import { database, postgresUrl, readState } from "./postgres-state.ts";

const canConnect = async (url: string): Promise<boolean> => {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 5000 });
  client.on("error", () => {});
  return client
    .connect()
    .then(
      () => true,
      () => false,
    )
    .finally(() => client.end().catch(() => {}));
};

const connect = async (dataDir: string): Promise<EmbeddedPostgres | null> => {
  const state = readState(dataDir);
  if (!state) return null;
  const url = postgresUrl(state, database);
  return (await canConnect(url)) ? { url, location: state.location, stop: async () => {} } : null;
};

/**
 * For the command line: the database of the server that runs now, or else one of our own until `stop`. Where a server is
 * just starting or stopping it is waited for; throws DataDirInUse where that takes longer than 20 s.
 */
export const connectOrStart = async (options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> => {
  const end = Date.now() + 20_000;
  for (;;) {
    const running = await connect(resolve(options.dataDir));
    if (running) return running;
    try {
      return await startEmbeddedPostgres(options);
    } catch (error) {
      if (!(error instanceof DataDirInUse) || Date.now() > end) throw error;
      await sleep(100);
    }
  }
};
