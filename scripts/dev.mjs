// npm run dev: npm start, again at every change. What did not change is not built again, so a round takes about a second.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, watch } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { inRoot, note } from "./workspace.mjs";

const watched = ["backend/src", "backend/admin/src", "widget/src", "demo-site", "prisma"];
const isOutput = (file) => /(^|[/\\])(generated|dist|node_modules|e2e)([/\\]|$)/.test(file);

let child;
let stopping = false;
let restarting = false;
let changed = false;

const start = () => {
  child = spawn(process.execPath, [inRoot("scripts/start.mjs")], { stdio: "inherit" });
};

const isRunning = () => child.exitCode === null && child.signalCode === null;

const stop = async () => {
  if (!isRunning()) return;
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  await ended;
};

const restart = async () => {
  changed = true;
  if (restarting) return;
  restarting = true;
  while (changed) {
    // An editor saves several files; a checkout changes many.
    await sleep(200);
    changed = false;
    await stop();
    if (stopping) return;
    start();
  }
  restarting = false;
};

const onChange = (_event, file) => {
  if (stopping || !file || isOutput(file)) return;
  note(`changed: ${file}`);
  void restart();
};

const finish = async () => {
  stopping = true;
  await stop();
  process.exit(0);
};

start();
watched
  .filter((path) => existsSync(inRoot(path)))
  .forEach((path) => watch(inRoot(path), { recursive: true }, onChange));
// Ctrl-C reaches the server as well; it drains, and we wait for it.
process.on("SIGINT", () => void finish());
process.on("SIGTERM", () => void finish());
