import { Router } from "express";
import type { AppContext } from "../app-context.ts";

/** Alive; ready for new work (database, migrations, the bus between instances); numbers for Prometheus. */
export const healthRoutes = (world: AppContext): Router => {
  const routes = Router();
  routes.get("/healthz", (_request, response) => {
    response.json({ status: "ok" });
  });
  routes.get("/readyz", async (_request, response) => {
    const database = await world.database.pool.query("SELECT 1").then(
      () => "ok",
      () => "away",
    );
    const bus = world.bus.state();
    const ready = database === "ok" && bus !== "away" && !world.stopping();
    response.status(ready ? 200 : 503).json({
      status: ready ? "ready" : world.stopping() ? "stopping" : "not-ready",
      database,
      migrations: "ok",
      bus,
    });
  });
  routes.get("/metrics", async (_request, response) => {
    world.metrics.runningExchanges.set(world.running.count());
    response.type(world.metrics.registry.contentType).send(await world.metrics.registry.metrics());
  });
  return routes;
};
