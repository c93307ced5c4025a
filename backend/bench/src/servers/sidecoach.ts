// The product, as `npm start` runs it: the production bundle in one process, settings by the environment.
import { pathToFileURL } from "node:url";
import { answerProbe } from "../probe.ts";

answerProbe();
process.setSourceMapsEnabled(true);
const { main } = (await import(pathToFileURL(process.env["BENCH_BUNDLE"] ?? "").href)) as { main: () => Promise<void> };
await main();
