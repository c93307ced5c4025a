import type { Router } from "express";
import { expect, it } from "vitest";
import { createApp } from "../../src/http/create-app.ts";
import { OPERATIONS } from "../../src/http/operations/all.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();

type Layer = { route?: { path: string | string[]; methods: Record<string, boolean> }; handle: { stack?: Layer[] } };
const routesOf = (layers: Layer[]): string[] =>
  layers.flatMap((layer) => {
    if (!layer.route) return layer.handle.stack ? routesOf(layer.handle.stack) : [];
    const paths = [layer.route.path].flat();
    return Object.keys(layer.route.methods).flatMap((method) =>
      paths.map((path) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`),
    );
  });

it("documents every /v1 route that the app has, and none that it has not", () => {
  const app = createApp(world) as unknown as { router: Router & { stack: Layer[] } };
  const real = routesOf(app.router.stack).filter((route) => route.includes(" /v1/"));
  expect(real.toSorted()).toEqual(OPERATIONS.map(({ method, path }) => `${method} ${path}`).toSorted());
});
