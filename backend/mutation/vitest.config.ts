import { defineConfig } from "vitest/config";
import { groups } from "./groups.ts";

// A mutant that makes a test wait for ever is to cost little, so the limits are tight. Set by main.ts: which group this is.
const group = groups.find(({ name }) => name === process.env.MUTATION_GROUP);

export default defineConfig({
  test: {
    include: group?.tests ?? [],
    globalSetup: group?.needs === "PostgreSQL" ? ["backend/tests/global-setup.ts"] : [],
    testTimeout: group?.needs ? 15_000 : 5_000,
    hookTimeout: 60_000,
  },
});
