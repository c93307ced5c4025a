// What the bench compares us with, as npm publishes it: the very files that their makers tell hosts to put into a page. Only the
// packages themselves, none of what they depend on; kept below .build, so that nothing else ever fetches them.
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** `integrity`: of the package, as the registry lists it. */
export const PEERS = {
  "deep-chat": {
    version: "2.4.2",
    integrity: "sha512-wQNd6Z6HDoH7OMeoQKpmxDm9XdWrRjMkBJ2yl5tsYND9Dz2UCv/BdGVM8vK2V0mhO1u+OniHYPWDGvjlNxjCeQ==",
  },
  "@typebot.io/js": {
    version: "0.10.7",
    integrity: "sha512-c5GKjgJlfSjOIhTm8kqohWE/daJeBWlnqK6Xi3AYlFu/3W0NkqsD+T6G+ehu2sDGv8po+FuMB/K6g12/zQVN2Q==",
  },
  "@n8n/chat": {
    version: "1.37.0",
    integrity: "sha512-V1EQxDp/+rW6o/5OZgbwDfgPJXG8Jrn3TIdq7Z/26QTP90Uo3g2gv8CMnaQcphdTQVR+K06X34DOCRHXa8Tqnw==",
  },
};

const fetchPeer = async (folder, name, { version, integrity }) => {
  const place = join(folder, name);
  if (existsSync(join(place, version))) return;
  await rm(place, { recursive: true, force: true });
  await mkdir(place, { recursive: true });
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const { stdout } = await run(npm, ["pack", "--silent", `${name}@${version}`], { cwd: place });
  const file = join(place, stdout.trim().split("\n").at(-1) ?? "");
  const sum = createHash("sha512")
    .update(await readFile(file))
    .digest("base64");
  if (integrity !== `sha512-${sum}`) throw new Error(`${name}@${version} is not what it was: sha512-${sum}`);
  await run("tar", ["-xzf", file], { cwd: place });
  await rm(file);
  await rename(join(place, "package"), join(place, version));
};

/** They lie at `folder/NAME/VERSION/` from then on. */
export const fetchPeers = async (folder) => {
  for (const [name, pinned] of Object.entries(PEERS)) await fetchPeer(folder, name, pinned);
};
