// node demo-site/e2e/screenshots.mjs [FOLDER]: pictures of every state of widget, demo site and console, of the product
// as it is built now, at three widths, light and dark.
import { tsImport } from "tsx/esm/api";

const { takeScreenshots } = await tsImport("./take-screenshots.ts", import.meta.url);
await takeScreenshots(process.argv[2] ?? "test-results/screenshots");
