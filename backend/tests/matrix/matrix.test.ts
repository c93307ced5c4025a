import type { Router } from "express";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { createApp } from "../../src/http/create-app.ts";
import { useTestWorld } from "../test-world.ts";
import { KINDS } from "./kinds.ts";
import {
  makeGuest,
  makePrincipal,
  type Principal,
  PRINCIPALS,
  type PrincipalName,
  prepareSites,
} from "./principals.ts";
import { OPEN_PATHS, type Row, ROUTES } from "./routes.ts";

const world = await useTestWorld({
  CLAIMS_PER_MINUTE: "100000",
  EXCHANGES_PER_MINUTE: "100000",
  REQUESTS_PER_MINUTE: "100000",
});

type Layer = { route?: { path: string | string[]; methods: Record<string, boolean> }; handle: { stack?: Layer[] } };
const routesOf = (layers: Layer[]): string[] =>
  layers.flatMap((layer) => {
    if (!layer.route) return layer.handle.stack ? routesOf(layer.handle.stack) : [];
    const paths = [layer.route.path].flat();
    return Object.keys(layer.route.methods).flatMap((method) =>
      paths.map((path) => `${method} ${path.replaceAll(/:(\w+)/g, "{$1}")}`),
    );
  });

const cast = new Map<PrincipalName, Principal>();
beforeAll(async () => {
  await prepareSites(world);
  const guest = await makeGuest(world);
  for (const name of PRINCIPALS) cast.set(name, name === "guest" ? guest : await makePrincipal(world, name, guest.own));
});
const principal = async (name: PrincipalName, fresh: boolean): Promise<Principal> => {
  const known = cast.get(name);
  if (!known) throw new Error(`there is no ${name}`);
  if (!fresh) return known;
  const guest = await makeGuest(world);
  return name === "guest" ? guest : makePrincipal(world, name, guest.own);
};

/** The status alone; a stream is left once it has begun. */
const statusOf = async (
  method: string,
  path: string,
  headers: Record<string, string>,
  body?: object,
): Promise<{ status: number; code: string | null }> => {
  const gone = new AbortController();
  const response = await fetch(world.url + path, {
    method: method.toUpperCase(),
    redirect: "manual",
    signal: gone.signal,
    headers: { ...(body === undefined ? {} : { "content-type": "application/json" }), ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const type = response.headers.get("content-type") ?? "";
  const code = type.includes("problem+json") ? ((await response.json()) as { code: string }).code : null;
  gone.abort();
  return { status: response.status, code };
};

const ask = async (row: Row, { headers, own }: Principal, more: Record<string, string> = {}) => {
  const [method = "", template = ""] = row.route.split(" ");
  const ids: Record<string, string | number> = {
    ...(row.id ? { id: await row.id(own, world) } : {}),
    ...(await row.ids?.(own, world)),
  };
  const path = template.replaceAll(/\{(\w+)\}/g, (_, name: string) => String(ids[name]));
  const body = typeof row.body === "function" ? await row.body(own, world) : row.body;
  const sent = { ...(await headers()), ...(await row.headers?.(own, world)), ...more };
  const answer = await statusOf(method, path, sent, body);
  // What was begun ends before the next one asks.
  await vi.waitFor(() => expect(world.running.count()).toBe(0), 20_000);
  return answer;
};

it("has a line for every route of the app, and none for what is not there", () => {
  const app = createApp(world) as unknown as { router: Router & { stack: Layer[] } };
  const real = [...new Set(routesOf(app.router.stack))];
  expect([...OPEN_PATHS, ...ROUTES.map(({ route }) => route)].toSorted()).toEqual(real.toSorted());
});

describe("who is told what", () => {
  it.each(ROUTES.map((row) => [row.route, row] as const))(
    "%s",
    async (_route, row) => {
      const told: Record<string, string> = {};
      const expected: Record<string, string> = {};
      for (const name of PRINCIPALS) {
        const wanted = row.but?.[name] ?? KINDS[row.kind][name];
        const { status, code } = await ask(row, await principal(name, row.fresh ?? false));
        const due = wanted === "ok" ? row.ok : wanted;
        expected[name] = String(due);
        told[name] = status === due ? String(status) : `${status} ${code}`;
      }
      expect(told).toEqual(expected);
    },
    120_000,
  );

  // By 401 to whom it does not know, by 403 to everybody else; /sign-in/… is for browsers, which come from nowhere else.
  const guarded = ROUTES.filter(({ route }) => route.includes(" /v1/") && !route.endsWith("/origin-check"));
  it.each(guarded.map((row) => [row.route, row] as const))("%s: a page of no site is refused", async (route, row) => {
    // The token of an invitation in the body may stand for a bearer: nobody is known before the body is read.
    const isOpen = ["anyone", "byToken"].includes(row.kind) || route.includes(" /v1/sign-ins");
    const isStaffs = ["staff", "anyKey", "admin"].includes(row.kind);
    const evil = { origin: "https://evil.example" };
    const nobody = await ask(row, await principal("nobody", row.fresh ?? false), evil);
    expect(nobody.status).toBe(isOpen ? 403 : 401);
    const guest = await ask(row, await principal("guest", row.fresh ?? false), evil);
    expect(guest.status).toBe(isStaffs ? 401 : 403);
    const admin = await ask(row, await principal("admin", row.fresh ?? false), evil);
    expect(admin.status).toBe(isOpen || isStaffs ? 403 : 401);
  });

  it.each(OPEN_PATHS)("%s: the same to everybody", async (route) => {
    const path = route.split(" ")[1]?.replace("{*path}", "invitations") ?? "";
    const told = new Set<number>();
    for (const name of PRINCIPALS) {
      const { headers } = await principal(name, false);
      told.add((await statusOf("get", path, await headers())).status);
    }
    expect(told.size).toBe(1);
    expect([200, 404]).toContain([...told][0]);
  });
});
