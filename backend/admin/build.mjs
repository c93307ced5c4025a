// Builds the console into dist/, from whatever folder it is called in: node backend/admin/build.mjs
import { build } from "vite";
import { fileURLToPath } from "node:url";
import { packFiles } from "../../scripts/pack-files.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
await build({ root: here, configFile: `${here}vite.config.ts`, logLevel: "warn" });
await packFiles(`${here}dist/assets`);
