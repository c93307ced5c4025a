// What is mutated together, and the tests that have to notice. Kept apart so that pure code is tried in milliseconds, and only
// what needs PostgreSQL or Redis waits for it.

export type Group = {
  name: string;
  mutate: string[];
  /** test files, from the root */
  tests: string[];
  needs?: "PostgreSQL" | "Redis";
};

const quotas = (...names: string[]): string[] => names.map((name) => `backend/src/quotas/${name}.ts`);
const log = (...names: string[]): string[] => names.map((name) => `backend/src/conversations/${name}.ts`);

export const groups: Group[] = [
  {
    name: "prediction",
    mutate: quotas("charge", "predict-exchanges", "predict-reservation", "quota-state"),
    tests: ["backend/tests/quotas/quota-cores.test.ts", "backend/tests/quotas/prediction-figures.test.ts"],
  },
  {
    name: "log",
    mutate: log("session-log", "lane-writer", "open-from-log", "session-tails"),
    tests: ["session-log", "lane-writer", "open-from-log", "session-tails"].map(
      (name) => `backend/tests/conversations/${name}.test.ts`,
    ),
  },
  {
    name: "ledger",
    mutate: quotas(
      "expiry-store",
      "hold-rows",
      "lease-store",
      "ledger-columns",
      "quota-store",
      "reap-store",
      "reserve-coach-store",
      "reserve-store",
      "settle-store",
      "spend-columns",
      "spend-store",
    ),
    tests: ["reserving", "settling", "reaping", "spending", "quota-store", "leases"].map(
      (name) => `backend/tests/quotas/${name}.test.ts`,
    ),
    needs: "PostgreSQL",
  },
  {
    name: "redis-log",
    mutate: log("redis-log"),
    tests: ["backend/tests/bus/redis-log.test.ts", "backend/tests/conversations/redis-log-steps.test.ts"],
    needs: "Redis",
  },
];
