// A whole server in a process of its own, so that it can be killed. Its settings come as JSON in CHAOS_CHILD.
import { createContext } from "../src/app-context.ts";
import type { Config } from "../src/config.ts";
import { createDatabase } from "../src/database/create-database.ts";
import { createAnthropicModel } from "../src/model/anthropic-model.ts";
import { startServer } from "../src/start-server.ts";
import { shortenLeases } from "./short-leases.ts";

export type ChildSettings = {
  config: Config;
  secretKey: string;
  databaseUrl: string;
  modelUrl: string;
  poolSize: number;
  stallMs: number;
};

const settings = JSON.parse(process.env["CHAOS_CHILD"] ?? "{}") as ChildSettings;
shortenLeases();
const world = await createContext({
  config: settings.config,
  secretKey: settings.secretKey,
  database: createDatabase(settings.databaseUrl, { poolSize: settings.poolSize }),
  model: createAnthropicModel({ apiKey: "chaos", baseUrl: settings.modelUrl, idleMs: settings.stallMs }),
  simulated: true,
});
const server = await startServer(world, settings.config.redisUrl === null);
process.once("SIGTERM", () => void server.stop().then(() => process.exit(0)));
process.stdout.write(`${JSON.stringify({ url: server.url, serverId: world.serverId })}\n`);
// Whoever started this one holds its input open: without them it ends. A word asks for a collection, so that what is alive can be seen.
process.stdin.once("close", () => process.exit(1)).on("data", () => globalThis.gc?.());
