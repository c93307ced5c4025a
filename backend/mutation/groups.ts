// What is mutated together, and the tests that have to notice. Kept apart so that pure code is tried in milliseconds, and only
// what needs PostgreSQL or Redis waits for it; and small, since what a stopped run has tried is kept by the group.

export type Group = {
  name: string;
  mutate: string[];
  /** test files, from the root */
  tests: string[];
  needs?: "PostgreSQL" | "Redis";
};

const quotas = (...names: string[]): string[] => names.map((name) => `backend/src/quotas/${name}.ts`);
const quotaTests = (...names: string[]): string[] => names.map((name) => `backend/tests/quotas/${name}.test.ts`);
const log = (...names: string[]): string[] => names.map((name) => `backend/src/conversations/${name}.ts`);
const room = (name: string, ...files: string[]): string[] => files.map((file) => `backend/src/${name}/${file}.ts`);
const tests = (name: string, ...files: string[]): string[] =>
  files.map((file) => `backend/tests/${name}/${file}.test.ts`);

export const groups: Group[] = [
  {
    name: "prediction",
    mutate: quotas("charge", "predict-exchanges", "predict-reservation", "quota-state"),
    tests: quotaTests("quota-cores", "prediction-figures"),
  },
  {
    name: "log",
    mutate: log("session-log", "lane-writer", "open-from-log", "session-tails"),
    tests: ["session-log", "lane-writer", "open-from-log", "session-tails"].map(
      (name) => `backend/tests/conversations/${name}.test.ts`,
    ),
  },
  {
    name: "reserving",
    mutate: quotas("hold-rows", "ledger-columns", "reserve-coach-store", "reserve-store"),
    tests: quotaTests("reserving", "spending"),
    needs: "PostgreSQL",
  },
  {
    name: "settling",
    mutate: quotas("checkpoint-store", "settle-store"),
    tests: quotaTests("settling", "checkpoints"),
    needs: "PostgreSQL",
  },
  { name: "reaping", mutate: quotas("reap-store"), tests: quotaTests("reaping"), needs: "PostgreSQL" },
  {
    name: "spending",
    mutate: quotas("spend-columns", "spend-store"),
    tests: quotaTests("spending"),
    needs: "PostgreSQL",
  },
  {
    name: "quota-store",
    mutate: quotas("expiry-store", "lease-store", "quota-store"),
    tests: quotaTests("leases", "quota-store"),
    needs: "PostgreSQL",
  },
  {
    name: "tokens",
    mutate: [
      ...room("invitations", "invitation-token"),
      ...room("identity", "access-token", "derive-key", "encrypt", "key-scopes", "order-signing-keys", "refresh-token"),
      ...room("identity", "signing-keys"),
    ],
    tests: tests("identity", "token-cores", "order-signing-keys"),
  },
  {
    name: "sign-ins",
    mutate: room("identity", "authenticate", "identity-store", "refresh-login", "sign-in-staff"),
    tests: tests("identity", "login-store", "stores-alone"),
    needs: "PostgreSQL",
  },
  {
    // Apart from those that need a world: it is built with these keys.
    name: "signing-keys",
    mutate: room("identity", "signing-key-store"),
    tests: tests("identity", "stores-alone"),
    needs: "PostgreSQL",
  },
  {
    name: "claims",
    mutate: room("invitations", "claim-invitation", "find-invitation", "invitation-store"),
    tests: tests("invitations", "claiming"),
    needs: "PostgreSQL",
  },
  {
    name: "merge",
    mutate: room("people", "identity-taken", "merge-consents", "merge-store", "merge-users", "sign-in-again").concat(
      room("people", "user-secret-store"),
    ),
    tests: tests("people", "merge-users", "merging"),
    needs: "PostgreSQL",
  },
  {
    name: "roles",
    mutate: room("staff", "api-key-store", "change-user", "make-api-key", "role-store"),
    tests: tests("staff", "granting"),
    needs: "PostgreSQL",
  },
  {
    name: "redis-log",
    mutate: log("redis-log"),
    tests: ["backend/tests/conversations/redis-log-steps.test.ts"],
    needs: "Redis",
  },
];
