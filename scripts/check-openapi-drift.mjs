// Fails where backend/openapi.json is not what the protocol makes now. With --write it is written anew.
import { readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { inRoot } from "./workspace.mjs";

const { build, stop } = await import("esbuild");
const bundle = inRoot(".build", "openapi.mjs");
await build({
  absWorkingDir: inRoot(),
  entryPoints: ["backend/src/http/openapi.ts"],
  outfile: bundle,
  bundle: true,
  platform: "node",
  format: "esm",
  logLevel: "error",
});
await stop();
const { openApiDocument } = await import(pathToFileURL(bundle).href);
const document = `${JSON.stringify(openApiDocument("/"), null, 2)}\n`;
const file = inRoot("backend", "openapi.json");
if (process.argv.includes("--write")) writeFileSync(file, document);
else if (readFileSync(file, "utf8") !== document) {
  console.error(
    "backend/openapi.json is not what the protocol makes. Run: node scripts/check-openapi-drift.mjs --write",
  );
  process.exit(1);
}
