// npm run sidecoach -- COMMAND: the command line, beside a running server or without one.
import { pathToFileURL } from "node:url";
import { buildBackend, generate, install } from "./prepare.mjs";
import { inRoot, runScript } from "./workspace.mjs";

await runScript(async () => {
  await install();
  await generate();
  await buildBackend();
});
process.setSourceMapsEnabled(true);
const { main } = await import(pathToFileURL(inRoot("backend/dist/command-line.js")).href);
await main(process.argv.slice(2));
