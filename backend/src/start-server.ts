import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import type { AppContext } from "./app-context.ts";
import { startBackgroundWork } from "./background-work.ts";
import { createApp } from "./http/create-app.ts";

export type RunningServer = { url: string; stop: () => Promise<void> };

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

const LAST_WORDS_MS = 1_000;

/** Resolves when all connections are gone, at the latest after a second. */
const lastWords = async (server: Server): Promise<void> => {
  const until = Date.now() + LAST_WORDS_MS;
  const open = () =>
    new Promise<number>((resolve) => server.getConnections((error, count) => resolve(error ? 0 : count)));
  while (Date.now() < until && (await open()) > 0) {
    server.closeIdleConnections();
    await sleep(20);
  }
};

/**
 * Serves the world over HTTP: lease, reaper, sweeper, then the socket. Header and connection limits keep slow clients
 * from holding on. `stop` drains: it goes on answering, but takes nothing new, and sends readers to another instance where there
 * may be one; running generations finish, at most `drainSeconds`, else they end as retryable.
 * @param alone this is the only instance there can be: every other lease is of a dead one
 */
export const startServer = async (world: AppContext, alone: boolean): Promise<RunningServer> => {
  const background = await startBackgroundWork(world, alone);

  const server = createServer(
    {
      headersTimeout: 3_000,
      requestTimeout: 30_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 20_000,
      maxHeaderSize: 16_384,
    },
    createApp(world),
  );
  const port = await listen(server, world.config.port, world.config.host);
  world.setPublicUrl(`http://${world.config.host === "0.0.0.0" ? "127.0.0.1" : world.config.host}:${port}`);

  const stop = async (): Promise<void> => {
    world.beginStopping();
    background.stopSweeping();
    if (world.bus.state() !== "in-process") world.readers.sendAway();
    const drained = world.running.settled();
    const patience = new Promise<"late">((resolve) =>
      setTimeout(() => resolve("late"), world.config.drainSeconds * 1000).unref(),
    );
    if ((await Promise.race([drained, patience])) === "late") {
      world.running.stopAll("server-stopped");
      await world.running.settled();
    }
    server.close();
    server.closeIdleConnections();
    // Streams end with what was told last; who does not read it is not waited for.
    await world.log.close();
    world.observers.close();
    await lastWords(server);
    server.closeAllConnections();
    await background.stop();
    await world.bus.close();
  };
  return { url: world.publicUrl(), stop };
};
