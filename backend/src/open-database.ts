import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { ConfigError, type Config, type Secrets } from "./config.ts";
import { connectOrStart } from "./database/connect-embedded.ts";
import { startEmbeddedPostgres } from "./database/embedded-postgres.ts";
import { readState } from "./database/postgres-state.ts";
import { projectRoot } from "./project-root.ts";

/** `madeIn`: the data directory, where the database was made just now; null where it was there before. */
export type OpenedDatabase = { url: string; secretKey: string; madeIn: string | null; close: () => Promise<void> };

const dataDirOf = (config: Config): string =>
  isAbsolute(config.dataDir) ? config.dataDir : join(projectRoot(), config.dataDir);

/** SECRET_KEY, or the one that this data directory was given at its first start (mode 0600). */
const secretKeyOf = (dataDir: string, secrets: Secrets): string => {
  if (secrets.secretKey !== null) return secrets.secretKey;
  const file = join(dataDir, "secret-key");
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
};

/**
 * DATABASE_URL, or the PostgreSQL of the data directory.
 * @param shared the command line may use one that a server has started
 */
export const openDatabase = async (
  config: Config,
  secrets: Secrets,
  options: { shared: boolean; print: (line: string) => void; onExit: (error: Error) => void },
): Promise<OpenedDatabase> => {
  if (config.databaseUrl !== null) {
    if (secrets.secretKey === null)
      throw new ConfigError("SECRET_KEY: required with DATABASE_URL (at least 32 characters)");
    return { url: config.databaseUrl, secretKey: secrets.secretKey, madeIn: null, close: async () => undefined };
  }
  const dataDir = dataDirOf(config);
  mkdirSync(dataDir, { recursive: true });
  const madeIn = readState(dataDir) === null ? dataDir : null;
  const start = options.shared ? connectOrStart : startEmbeddedPostgres;
  const postgres = await start({ dataDir, print: options.print, onExit: options.onExit });
  return { url: postgres.url, secretKey: secretKeyOf(dataDir, secrets), madeIn, close: () => postgres.stop() };
};

/** Said where a database was made: who looks for what they had before learns that they look in another folder. */
export const madeLine = (madeIn: string): string => `database: a new one was made in ${madeIn} (DATA_DIR says where)`;

export const migrationsFolder = (): string => join(projectRoot(), "prisma", "migrations");
