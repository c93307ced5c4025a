import { configDefaults, defineConfig } from "vitest/config";

/** Run by a command where somebody has installed what it drives: docs/embedding.md, "Browsers". */
const BY_COMMAND = process.env["WEBKIT"] === "1" ? [] : ["demo-site/e2e/webkit.test.ts"];

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: "backend",
          include: ["backend/tests/**/*.test.ts"],
          globalSetup: ["backend/tests/global-setup.ts"],
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
      {
        test: {
          name: "chaos",
          include: ["backend/chaos/**/*.test.ts"],
          globalSetup: ["backend/tests/global-setup.ts"],
          hookTimeout: 60_000,
          // Each file keeps the machine busy by itself.
          fileParallelism: false,
        },
      },
      { test: { name: "widget", include: ["widget/tests/**/*.test.{ts,tsx}"], environment: "happy-dom" } },
      { test: { name: "console", include: ["backend/admin/tests/**/*.test.{ts,tsx}"], environment: "happy-dom" } },
      {
        test: {
          name: "e2e",
          include: ["demo-site/e2e/**/*.test.ts"],
          exclude: [...configDefaults.exclude, ...BY_COMMAND],
          testTimeout: 120_000,
          hookTimeout: 120_000,
          // Two cores, and each file drives a server and a browser.
          fileParallelism: false,
        },
      },
    ],
  },
});
