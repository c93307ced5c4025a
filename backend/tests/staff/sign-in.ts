// Somebody at the console, by the cookie of a one-time link, and scripts with API keys.
import { randomUUID } from "node:crypto";
import { createSignInLink } from "../../src/identity/sign-in-staff.ts";
import type { Answer, TestWorld } from "../test-world.ts";

type Ground = Pick<TestWorld, "database">;

export type Caller = {
  get: (path: string) => Promise<Answer>;
  post: (path: string, body?: unknown) => Promise<Answer>;
  patch: (path: string, body: unknown) => Promise<Answer>;
  delete: (path: string) => Promise<Answer>;
};
const callerWith = (world: TestWorld, headers: Record<string, string>): Caller => ({
  get: (path) => world.call("GET", path, undefined, headers),
  post: (path, body = {}) => world.call("POST", path, body, headers),
  patch: (path, body) => world.call("PATCH", path, body, headers),
  delete: (path) => world.call("DELETE", path, undefined, headers),
});

export const addPerson = async (
  world: Ground,
  role: "GUEST" | "USER" | "STAFF" | "ADMIN",
  name = `a ${role}`,
): Promise<string> => (await world.database.prisma.user.create({ data: { role, name } })).id;

/** @returns their ids */
export const addIdentities = (world: Ground, userId: string, count: number): Promise<string[]> =>
  Promise.all(
    Array.from({ length: count }, async () => {
      const data = { userId, provider: "google", externalId: randomUUID() };
      return (await world.database.prisma.externalIdentity.create({ data })).id;
    }),
  );

export const cookieOf = (answer: Answer): string => (answer.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

export const signInToConsole = async (world: TestWorld, userId: string) => {
  const link = await createSignInLink(world, userId, `${world.url}/admin`);
  const answer = await world.call("POST", "/v1/admin/sign-in", { token: link.split("#sign-in=")[1] });
  if (answer.status !== 200) throw new Error(`sign-in: ${answer.status}`);
  const headers = { cookie: cookieOf(answer), "x-csrf-token": String(answer.body.csrfToken) };
  return { ...callerWith(world, headers), userId, headers };
};
export const atConsole = async (world: TestWorld, role: "STAFF" | "ADMIN") =>
  signInToConsole(world, await addPerson(world, role));

export const withKey = (world: TestWorld, key: string): Caller => callerWith(world, { authorization: `Bearer ${key}` });
