import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { AppContext } from "./app-context.ts";
import { createApp } from "./http/create-app.ts";
import { dropLease, dropOtherLeases, LEASE, reapOrphans, renewLease } from "./quotas/lease-store.ts";

export type RunningServer = { url: string; stop: () => Promise<void> };

const SWEEP_MS = 15_000;

const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve((server.address() as AddressInfo).port);
    });
  });

/** Repeats `work` until stopped; a failure is logged and the next turn tries again. */
const repeat = (world: AppContext, name: string, everyMs: number, work: () => Promise<void>): (() => void) => {
  let running = false;
  const timer = setInterval(() => {
    if (running) return;
    running = true;
    work()
      .catch((error: unknown) => world.logger.error({ err: error }, `${name} failed`))
      .finally(() => {
        running = false;
      });
  }, everyMs);
  return () => clearInterval(timer);
};

/** What dead servers left is settled, and their readers are told. */
const reap = async (world: AppContext): Promise<void> => {
  for (const reaped of await reapOrphans(world.database.pool, world.simulated, {
    serverId: world.serverId,
    driven: world.running.ids(),
  })) {
    world.logger.warn(reaped, "an exchange of a stopped server was closed");
    const failed = reaped.status === "FAILED";
    const { sessionId, exchangeId } = reaped;
    if (failed)
      await world.log.append(sessionId, {
        type: "problem",
        exchangeId,
        lane: "partner",
        code: "server-stopped",
        detail: "The server stopped in the middle of the answer. Your words are kept; try again.",
        retryable: true,
      });
    await world.log.append(sessionId, {
      type: "exchange-end",
      exchangeId,
      attempt: reaped.attempt,
      status: failed ? "failed" : "completed",
      retryable: failed,
    });
  }
};

/**
 * Serves the world over HTTP: lease, reaper, sweeper, then the socket. Header and connection limits keep slow clients
 * from holding on. `stop` drains: running generations finish, at most `drainSeconds`, else they end as retryable.
 * @param alone this is the only instance there can be: every other lease is of a dead one
 */
export const startServer = async (world: AppContext, alone: boolean): Promise<RunningServer> => {
  const { pool } = world.database;
  await renewLease(pool, world.serverId);
  if (alone) await dropOtherLeases(pool, world.serverId);
  await reap(world);

  let renewedAt = Date.now();
  const stopLease = repeat(world, "the lease", LEASE.renewMs, async () => {
    await renewLease(pool, world.serverId);
    renewedAt = Date.now();
  });
  // An owner that cannot renew stops its work before others may take it over.
  const stopGuard = repeat(world, "the lease's guard", 1_000, async () => {
    if (Date.now() - renewedAt > LEASE.giveUpMs) world.running.stopAll("server-stopped");
  });
  const stopReaper = repeat(world, "the reaper", LEASE.renewMs, () => reap(world));
  const stopSweeper = repeat(world, "the sweeper", SWEEP_MS, async () => {
    for (const id of await world.conversationStore.abandonIdle(world.config.sessionIdleMinutes))
      await world.log.append(id, { type: "session", status: "ABANDONED" });
  });

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
    stopSweeper();
    server.close();
    server.closeIdleConnections();
    const drained = world.running.settled();
    const patience = new Promise<"late">((resolve) =>
      setTimeout(() => resolve("late"), world.config.drainSeconds * 1000).unref(),
    );
    if ((await Promise.race([drained, patience])) === "late") {
      world.running.stopAll("server-stopped");
      await world.running.settled();
    }
    stopLease();
    stopGuard();
    stopReaper();
    server.closeAllConnections();
    await world.log.close();
    await dropLease(pool, world.serverId).catch(() => undefined);
  };
  return { url: world.publicUrl(), stop };
};
