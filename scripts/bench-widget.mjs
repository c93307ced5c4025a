// npm run bench:widget: measures the built widget in Chromium beside published chat widgets; docs/benchmarks-widget.md says how, and
// what came out.
//   npm run bench:widget -- quick            fewer rounds
//   npm run bench:widget -- rounds=6         how many of them (9; of streams a third)
//   npm run bench:widget -- minutes=3        how long the heap is watched (30)
//   npm run bench:widget -- only=open,stream some of: load, open, stream, heap
import { fetchPeers } from "../demo-site/bench/fetch-peers.mjs";
import { build, install } from "./prepare.mjs";
import { inRoot, runScript, step } from "./workspace.mjs";

await runScript(async () => {
  await install({ all: true });
  await build();
  const peers = inRoot(".build", "widget-peers");
  await step("fetched the peers", () => fetchPeers(peers));
  const { tsImport } = await import("tsx/esm/api");
  const { benchWidget } = await tsImport("../demo-site/bench/main.ts", import.meta.url);
  await benchWidget(peers, process.argv.slice(2));
});
