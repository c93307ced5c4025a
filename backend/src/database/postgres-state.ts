import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** What DATA_DIR/postgres.json keeps between starts, and what the command line connects with while the server runs. */
export type PostgresState = { location: string; port: number; password: string };

const fileOf = (dataDir: string): string => join(dataDir, "postgres.json");

/** Null where there is none yet. Throws where it belongs to someone else. */
export const readState = (dataDir: string): PostgresState | null => {
  try {
    return JSON.parse(readFileSync(fileOf(dataDir), "utf8")) as PostgresState;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    if (code === "EACCES")
      throw new Error(`${fileOf(dataDir)} belongs to another user: start as that user, or choose another DATA_DIR`, {
        cause: error,
      });
    throw error;
  }
};

/** Replaced as a whole, so that a crash leaves the old one or the new one. */
export const writeState = (dataDir: string, state: PostgresState): void => {
  const unfinished = `${fileOf(dataDir)}.${process.pid}`;
  writeFileSync(unfinished, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(unfinished, fileOf(dataDir));
};

/** The one that holds everything of ours. */
export const database = "sidecoach";

export const postgresUrl = ({ port, password }: PostgresState, name: string): string =>
  `postgresql://postgres:${password}@127.0.0.1:${port}/${name}`;
