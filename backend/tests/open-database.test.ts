import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { readConfig } from "../src/config.ts";
import { madeLine, openDatabase } from "../src/open-database.ts";

const root = mkdtempSync(join(tmpdir(), "sidecoach-test-open-"));
chmodSync(root, 0o755);
afterAll(() => rmSync(root, { recursive: true, force: true }));

it("says where it made a database, and nothing where there was one", { timeout: 60_000 }, async () => {
  const dataDir = join(root, "data");
  const { config, secrets } = readConfig({ MODEL: "simulator", DATA_DIR: dataDir });
  const open = () => openDatabase(config, secrets, { shared: true, print: () => {}, onExit: () => {} });
  const first = await open();
  expect(first.madeIn).toBe(dataDir);
  expect(madeLine(dataDir)).toContain(`a new one was made in ${dataDir}`);
  await first.close();
  const again = await open();
  expect(again.madeIn).toBeNull();
  await again.close();
});
