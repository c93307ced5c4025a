import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Router } from "express";
import { mailOf } from "../administration/preview-mails.ts";
import type { AppContext } from "../app-context.ts";
import { pendingCount } from "../figures/count-store.ts";
import { forStaff } from "../http/route.ts";
import { jobTurns } from "../jobs/job-store.ts";
import { projectRoot } from "../project-root.ts";
import { databaseState, leases } from "./system-store.ts";

const readVersion = (): string =>
  (JSON.parse(readFileSync(join(projectRoot(), "package.json"), "utf8")) as { version: string }).version;

/** How the installation is: for whoever is asked why something does not work. */
export const systemRoutes = (world: AppContext): Router => {
  const routes = Router();
  const { pool } = world.database;
  const version = readVersion();
  routes.get(
    "/v1/admin/system",
    forStaff(world, "STAFF", async () => {
      const [database, servers, ceilings, jobs, pending] = await Promise.all([
        databaseState(pool),
        leases(pool),
        world.quotaStore.spend.levels(world.config.dailyTokens),
        jobTurns(pool),
        pendingCount(pool),
      ]);
      return {
        status: 200,
        body: {
          version,
          database,
          upstream: {
            model: world.simulated ? "simulator" : "anthropic",
            breaker: world.models.breaker.state(),
          },
          mail: mailOf(world),
          bus: world.bus.state(),
          servers: servers.map((lease) => ({
            ...lease,
            startedAt: lease.startedAt.toISOString(),
            until: lease.until.toISOString(),
            me: lease.id === world.serverId,
          })),
          ceilings: ceilings.map(({ scope, name, ceiling, spent }) => ({ scope, name, ceiling, spent })),
          jobs: jobs.map(({ name, startedAt, endedAt, nextAt, problem }) => ({
            name,
            lastAt: (endedAt ?? startedAt).toISOString(),
            nextAt: nextAt?.toISOString() ?? null,
            problem,
          })),
          pending,
        },
      };
    }),
  );
  return routes;
};
