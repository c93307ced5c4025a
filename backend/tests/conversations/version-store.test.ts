// Scenario versions are read once in ten seconds each, and a failed reading is not remembered.
import type { Pool } from "pg";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createVersionStore } from "../../src/conversations/version-store.ts";

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"], now: 0 }));
afterEach(() => void vi.useRealTimers());

const open = () => {
  const asked: string[] = [];
  let broken = false;
  const query = async (_text: string, [id]: string[]) => {
    asked.push(id ?? "");
    if (broken) throw new Error("away");
    return { rows: id === "gone" ? [] : [{ id, slug: `slug ${asked.length}` }] };
  };
  const version = createVersionStore({ query } as unknown as Pool);
  return { version, asked, breakDown: (is: boolean) => void (broken = is) };
};

it("asks once for many at the same time and for ten seconds, then again", async () => {
  const { version, asked } = open();
  await Promise.all([version("a"), version("a"), version("b")]);
  vi.setSystemTime(9_999);
  expect((await version("a")).slug).toBe("slug 1");
  expect(asked).toEqual(["a", "b"]);
  vi.setSystemTime(10_000);
  expect((await version("a")).slug).toBe("slug 3");
});
it("remembers no failure, and no version that is not there", async () => {
  const { version, asked, breakDown } = open();
  breakDown(true);
  await expect(version("a")).rejects.toThrow("away");
  breakDown(false);
  expect((await version("a")).id).toBe("a");
  await expect(version("gone")).rejects.toThrow("vanished");
  await expect(version("gone")).rejects.toThrow("vanished");
  expect(asked).toEqual(["a", "a", "gone", "gone"]);
});
it("keeps the two hundred that were read last", async () => {
  const { version, asked } = open();
  for (let number = 0; number < 201; number++) await version(`v${number}`);
  await version("v200");
  await version("v1");
  expect(asked).toHaveLength(201);
  await version("v0");
  expect(asked).toHaveLength(202);
});
