// npm start: installs and builds what changed, then serves in this process, so that Ctrl-C reaches the server alone.
import { pathToFileURL } from "node:url";
import { build, install } from "./prepare.mjs";
import { inRoot, runScript } from "./workspace.mjs";

await runScript(async () => {
  await install();
  await build();
});
// npm dies of a SIGTERM without passing it on, and would leave the server behind: when it goes, the server drains.
const parent = process.ppid;
if (process.env.npm_lifecycle_event === "start")
  setInterval(() => process.ppid !== parent && process.kill(process.pid, "SIGTERM"), 500).unref();

process.setSourceMapsEnabled(true);
const { main } = await import(pathToFileURL(inRoot("backend/dist/main.js")).href);
await main();
