import { existsSync } from "node:fs";
import { join } from "node:path";
import { seed } from "../../prisma/seed.ts";
import { createContext } from "./app-context.ts";
import { ConfigError, readConfig } from "./config.ts";
import { createDatabase } from "./database/create-database.ts";
import { DataDirInUse, prepareAlone, takeInstanceLock } from "./database/embedded-postgres.ts";
import { migrate } from "./database/migrate.ts";
import { openDemo } from "./demo.ts";
import { noteUpstream } from "./figures/upstream-store.ts";
import { madeLine, migrationsFolder, openDatabase } from "./open-database.ts";
import { openModel } from "./open-model.ts";
import { projectRoot } from "./project-root.ts";
import { waitingLines } from "./start-lines.ts";
import { startServer } from "./start-server.ts";

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
/** For whoever reads along. Scripts read stdout, whose lines stay as they are. */
const note = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** What was opened, closed in reverse; a part that does not close does not keep the others open. */
const createClosing = () => {
  const steps: (() => Promise<void>)[] = [];
  return {
    add: (step: () => Promise<void>) => steps.push(step),
    run: async () => {
      for (const step of steps.splice(0).reverse())
        await step().catch((error: unknown) => process.stderr.write(`${String(error)}\n`));
    },
  };
};

const serve = async (closing: ReturnType<typeof createClosing>, fail: (error: Error) => void): Promise<void> => {
  const { config, secrets } = readConfig(process.env);
  const opened = await openDatabase(config, secrets, { shared: false, print: say, onExit: fail });
  closing.add(opened.close);
  if (opened.madeIn !== null) note(madeLine(opened.madeIn));
  const alone = config.redisUrl === null;
  const lock = await takeInstanceLock(opened.url, {
    shared: !alone,
    onLost: () => fail(new Error("the database ended this server's lock")),
  });
  if (!lock)
    throw new ConfigError(
      alone
        ? "another server runs on this database; more than one need REDIS_URL, all of them the same"
        : "a server without REDIS_URL runs on this database; all of them need it",
    );
  closing.add(() => lock.release());
  const { model, simulated, baseUrl, simulator, close } = await openModel(config, secrets);
  closing.add(close);
  let report = (_error: Error): void => undefined;
  const database = createDatabase(opened.url, { poolSize: config.databasePool, onError: (error) => report(error) });
  closing.add(database.close);
  const world = await prepareAlone(opened.url, async () => {
    await migrate(opened.url, migrationsFolder());
    const parts = { config, secrets, secretKey: opened.secretKey, database, model, simulated, simulator };
    const made = await createContext(parts);
    closing.add(made.bus.close);
    await seed(database.prisma, config.maxTokens);
    await noteUpstream(database.pool, simulated);
    return made;
  });
  report = (error) => world.logger.warn({ err: error }, "a database connection was lost");

  const server = await startServer(world, alone);
  closing.add(server.stop);
  const demo = config.demo ? await openDemo(world) : null;
  if (demo) closing.add(demo.close);

  const wanted = (
    await database.prisma.scenario.findMany({
      where: { isActive: true },
      select: { partnerModel: true, coachModel: true },
    })
  ).flatMap((scenario) => [scenario.partnerModel, scenario.coachModel]);
  const { unknown } = await world.models.check([...wanted, config.fallbackModel]);
  if (unknown.includes(config.fallbackModel))
    throw new ConfigError(`FALLBACK_MODEL: upstream knows no model ${config.fallbackModel}`);
  if (unknown.length > 0)
    world.logger.warn(
      { unknown, fallback: config.fallbackModel },
      "models that upstream does not know are answered by the fallback",
    );

  say(`api: ${server.url}`);
  if (demo) {
    say(`demo: ${demo.demoUrl}`);
    say(`console: ${demo.consoleUrl}`);
    say(`invitation: ${demo.token}`);
  }
  say(`model: ${simulated ? "simulator" : `${[...new Set(wanted)].join(", ")} at ${baseUrl}`}`);
  for (const line of waitingLines(config, server.url)) note(line);
  say("ready");
};

/** Serves until SIGINT or SIGTERM, then drains. A wrong setting: one clear line, exit 1. */
export const main = async (): Promise<void> => {
  const envFile = join(projectRoot(), ".env");
  if (existsSync(envFile)) process.loadEnvFile(envFile);
  const closing = createClosing();
  let leaving: Promise<void> | null = null;
  let firstSignalAt = 0;
  const leave = (code: number): Promise<void> => {
    leaving ??= closing.run().then(() => process.exit(code));
    return leaving;
  };
  const fail = (error: Error): void => {
    if (!leaving) process.stderr.write(`${error.message}\n`);
    void leave(1);
  };
  const onSignal = (): void => {
    // A terminal signals the whole group and npm passes it on: two at once are one. A later one does not wait.
    if (firstSignalAt !== 0 && Date.now() - firstSignalAt > 1_000) process.exit(1);
    if (firstSignalAt === 0) firstSignalAt = Date.now();
    void leave(0);
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  try {
    await serve(closing, fail);
  } catch (error) {
    const plain =
      error instanceof ConfigError ||
      error instanceof DataDirInUse ||
      (error as { code?: string }).code === "EADDRINUSE";
    process.stderr.write(
      `${plain ? (error as Error).message : String(error instanceof Error ? error.stack : error)}\n`,
    );
    await leave(1);
  }
};
