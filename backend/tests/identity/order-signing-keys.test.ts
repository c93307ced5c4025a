import { expect, it } from "vitest";
import { orderSigningKeys, PREVIOUS_SECONDS } from "../../src/identity/order-signing-keys.ts";

const keys = (...ages: number[]) => ages.map((ageSeconds, at) => ({ id: `k${at}`, ageSeconds }));
const idsOf = (ages: number[]) => {
  const ordered = orderSigningKeys(keys(...ages));
  if (!ordered) return null;
  const ids = (of: { id: string }[]) => of.map(({ id }) => id);
  return [ordered.next?.id ?? null, ordered.current.id, ids(ordered.previous), ids(ordered.spent)];
};

it.each<[string, number[], unknown]>([
  ["none", [], null],
  ["one of an earlier version signs", [1_000_000], [null, "k0", [], []]],
  ["at the first start the older one signs", [0, 1], ["k0", "k1", [], []]],
  ["just rotated: the one before still verifies", [0, 9_000, 90_000], ["k0", "k1", ["k2"], []]],
  ["until its last token has expired", [PREVIOUS_SECONDS, 9_000, 90_000], ["k0", "k1", ["k2"], []]],
  ["and not after", [PREVIOUS_SECONDS + 1, 9_000, 90_000], ["k0", "k1", [], ["k2"]]],
  ["rotated twice in a row: two still verify", [0, 5, 9_000, 90_000], ["k0", "k1", ["k2", "k3"], []]],
  [
    "each counts from when it stopped signing",
    [10, PREVIOUS_SECONDS + 10, PREVIOUS_SECONDS + 20, 90_000],
    ["k0", "k1", ["k2"], ["k3"]],
  ],
])("%s", (_name, ages, expected) => {
  expect(idsOf(ages)).toEqual(expected);
});

it("an access token lives shorter than the key that signed it", () => {
  expect(PREVIOUS_SECONDS).toBeGreaterThan(300 + 60);
});
