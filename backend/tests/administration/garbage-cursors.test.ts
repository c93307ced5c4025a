import { expect, it } from "vitest";
import { OPERATIONS } from "../../src/http/operations/all.ts";
import { atConsole } from "../staff/sign-in.ts";
import { useTestWorld } from "../test-world.ts";

const world = await useTestWorld();
const admin = await atConsole(world, "ADMIN");
const cursor = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const GARBAGE = [
  "x",
  "99999999999999999999",
  cursor(null),
  cursor(["2026-02-30T00:00:00Z", "1"]),
  cursor(["2026-01-01T00:00:00Z", "a\0b"]),
  cursor(["2026-01-01T00:00:00Z", "not a number"]),
  cursor(["9999-12-31T23:59:59.999Z", "99999999999999999999"]),
];

it("a cursor that is none is refused or read as a place, and breaks no list of staff's", async () => {
  const lists = OPERATIONS.filter(
    ({ method, path, who }) => who === "staff" && method === "get" && !path.includes("{"),
  );
  expect(lists.length).toBeGreaterThan(20);
  for (const { path } of lists)
    for (const garbage of GARBAGE) {
      const { status } = await admin.get(`${path}?cursor=${garbage}`);
      expect([path, garbage, status >= 500]).toEqual([path, garbage, false]);
    }
  const comments = await admin.get(`/v1/admin/usage/comments?cursor=${GARBAGE[5]}`);
  expect([comments.status, comments.body.code]).toEqual([422, "invalid"]);
});
