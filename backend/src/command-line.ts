import { existsSync } from "node:fs";
import { join } from "node:path";
import { createContext } from "./app-context.ts";
import { type Invocation, readInvocation, UsageError } from "./command-line-arguments.ts";
import { usage } from "./command-line-words.ts";
import { ConfigError, readConfig } from "./config.ts";
import { createDatabase } from "./database/create-database.ts";
import { migrate } from "./database/migrate.ts";
import type { LanguageModel } from "./model/language-model.ts";
import { madeLine, migrationsFolder, openDatabase } from "./open-database.ts";
import { Problem } from "./problem.ts";
import { projectRoot } from "./project-root.ts";
import { runCommand } from "./run-command.ts";

/** No command calls a model. */
const noModel: LanguageModel = {
  stream: () => {
    throw new Error("the command line calls no model");
  },
  countTokens: async () => 0,
  knows: async () => null,
  list: async () => null,
};

/** @returns what the command prints */
const inWorld = async (invocation: Invocation): Promise<string> => {
  const envFile = join(projectRoot(), ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const { config, secrets } = readConfig({ ...process.env, MODEL: "simulator" });
  const opened = await openDatabase(config, secrets, {
    shared: true,
    print: () => undefined,
    onExit: () => undefined,
  });
  try {
    // Beside what the command prints, which scripts read.
    if (opened.madeIn !== null) process.stderr.write(`${madeLine(opened.madeIn)}\n`);
    const applied = await migrate(opened.url, migrationsFolder());
    const database = createDatabase(opened.url, { poolSize: 3 });
    try {
      // No command tells anything to a session's readers: Redis is not asked.
      const alone = { ...config, redisUrl: null };
      const parts = { config: alone, secrets, secretKey: opened.secretKey, database, model: noModel, simulated: true };
      return await runCommand(await createContext(parts), invocation, applied);
    } finally {
      await database.close();
    }
  } finally {
    await opened.close();
  }
};

/** `npm run sidecoach -- …`: works beside a running server, or without one. What no command takes is said before a database is opened. */
export const main = async (args: readonly string[]): Promise<void> => {
  try {
    const invocation = readInvocation(args);
    process.stdout.write(`${invocation === null ? usage() : await inWorld(invocation)}\n`);
  } catch (error) {
    const plain = error instanceof UsageError || error instanceof ConfigError || error instanceof Problem;
    process.stderr.write(`${plain ? error.message : String(error instanceof Error ? error.stack : error)}\n`);
    process.exitCode = 1;
  }
  process.exit();
};
