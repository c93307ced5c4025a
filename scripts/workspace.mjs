// What the scripts share. Dependency-free: these run before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("..", import.meta.url));

const buildDirectory = join(root, ".build");
const isWindows = process.platform === "win32";

export const inRoot = (...parts) => join(root, ...parts);

/** Progress goes to stderr: stdout is for what a script may read. */
export const note = (line) => console.error(line);

/** A step failed; its output is all there is to say. */
export class StepFailed extends Error {
  constructor(name, output) {
    super(`${output.trimEnd()}\n\n${name}: failed`);
  }
}

const isWritable = (folder) => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

// NODE_ENV=production is meant for the server: with it the build tools would not be installed. And an account may have no
// home, which npm and pnpm keep their caches in.
const toolEnvironment = () => {
  const { NODE_ENV: _, ...rest } = process.env;
  const environment = { ...rest, CI: "true", NO_UPDATE_NOTIFIER: "1" };
  if (isWindows || (process.env.HOME && isWritable(homedir()))) return environment;
  const home = join(buildDirectory, "home");
  mkdirSync(home, { recursive: true });
  // npm hands its own idea of a cache down, which without a home is a folder called "~".
  return { ...environment, HOME: home, npm_config_cache: join(home, ".npm") };
};

/** Runs a tool to its end and returns its exit code and all it printed. With `show`, it prints to our terminal instead. */
export const capture = ({ command, args }, { show = false } = {}) =>
  new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: root,
      env: toolEnvironment(),
      stdio: show ? "inherit" : ["ignore", "pipe", "pipe"],
      // npx is a .cmd there, which only a shell starts.
      shell: isWindows && !command.endsWith(".exe"),
    });
    let output = "";
    const append = (chunk) => (output += String(chunk));
    child.stdout?.on("data", append);
    child.stderr?.on("data", append);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });

/** A command that runs a script with this Node. */
export const node = (script, ...args) => ({ command: process.execPath, args: [inRoot(script), ...args] });

/** A command that runs the executable of an installed package. */
export const tool = (name, ...args) => ({ command: inRoot("node_modules", ".bin", name), args });

const seconds = (start) => `${((performance.now() - start) / 1000).toFixed(1)} s`;

/** Runs `work`, which resolves or throws, and says how long it took. */
export const step = async (name, work) => {
  const start = performance.now();
  await work();
  note(`${name} (${seconds(start)})`);
};

/** Quiet where it works; its output where it fails. */
export const runStep = (name, command) =>
  step(name, async () => {
    const { code, output } = await capture(command);
    if (code !== 0) throw new StepFailed(name, output);
  });

const ignored = new Set(["node_modules", "dist", "tests", "e2e", "generated", ".git"]);

const filesBelow = (path) => {
  if (!existsSync(path)) return [];
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => !ignored.has(name))
    .sort()
    .flatMap((name) => filesBelow(join(path, name)));
};

/** Of the names and contents of all files at or below these paths. */
export const hashOf = (paths) => {
  const hash = createHash("sha256").update(process.version);
  for (const file of paths.map((path) => inRoot(path)).flatMap(filesBelow)) {
    hash.update(`\0${file.slice(root.length)}\0`).update(readFileSync(file));
  }
  return hash.digest("hex");
};

const stampFile = (name) => join(buildDirectory, name);

export const isStamped = (name, hash) => existsSync(stampFile(name)) && readFileSync(stampFile(name), "utf8") === hash;

export const stamp = (name, hash) => {
  mkdirSync(buildDirectory, { recursive: true });
  writeFileSync(stampFile(name), hash);
};

/** Builds where inputs changed since the last time, or the output is gone. */
export const whenChanged = async (name, { inputs, output }, build) => {
  const hash = hashOf(inputs);
  if (isStamped(name, hash) && existsSync(inRoot(output))) return;
  rmSync(stampFile(name), { force: true });
  await build();
  stamp(name, hash);
};

/** Runs a script's body: a failure is its message and exit code 1, without a stack of ours. */
export const runScript = async (body) => {
  try {
    await body();
  } catch (error) {
    console.error(error instanceof StepFailed ? error.message : error);
    process.exit(1);
  }
};
