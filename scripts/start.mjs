// npm start: installs and builds what changed, then serves in this process, so that Ctrl-C reaches the server alone.
import { pathToFileURL } from "node:url";
import { build, install } from "./prepare.mjs";
import { inRoot, runScript } from "./workspace.mjs";

await runScript(async () => {
  await install();
  await build();
});
process.setSourceMapsEnabled(true);
const { main } = await import(pathToFileURL(inRoot("backend/dist/main.js")).href);
await main();
