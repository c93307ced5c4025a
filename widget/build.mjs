// Two passes: the panel, whose folder is named by what it holds; then the loader, which knows that name.
// Nothing is downloaded; `dist/widget.js` and `dist/v/HASH/` are all that is served.
import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const fresh = join(here, "dist", "fresh");

/** The browsers that have what the widget stands on: container queries, light-dark(), adopted style sheets. */
const target = ["chrome123", "edge123", "firefox120", "safari17.5"];

/** Vite's wrapper of import() preloads style sheets of chunks; there are none, and it weighs as much as a page. */
const plainImport = {
  name: "plain-import",
  enforce: "pre",
  load: (id) => (id === "\0vite/preload-helper.js" ? "export const __vitePreload = (load) => load();" : null),
};

/** What the later parts share comes with the pages, rather than in files of its own that would be asked for one by one. */
const codeSplitting = {
  includeDependenciesRecursively: false,
  groups: [
    {
      name: "pages",
      test: /view\/(?:pages|page-of|page|notice|not-sent|preview-page|scenario-choice|tally|you-button)\.|state\/(?:tally|list-lines)\.|text\/en-(?:pages|apart)\.|src\/options\./,
    },
  ],
};

const pass = (output, define = {}) =>
  build({
    configFile: false,
    root: here,
    logLevel: "warn",
    plugins: [plainImport],
    define: { "process.env.NODE_ENV": '"production"', ...define },
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      target,
      cssTarget: target,
      cssMinify: "lightningcss",
      minify: "oxc",
      outDir: fresh,
      emptyOutDir: false,
      modulePreload: false,
      sourcemap: false,
      reportCompressedSize: false,
      ...output,
    },
  });

/** SHA-256 of every file's name and bytes, in order: the same source gives the same folder. */
const hashOf = async (folder) => {
  const hash = createHash("sha256");
  for (const name of (await readdir(folder)).toSorted())
    hash
      .update(name)
      .update("\0")
      .update(await readFile(join(folder, name)))
      .update("\0");
  return hash.digest("hex").slice(0, 16);
};

const kilobytes = async (path) => (gzipSync(await readFile(path), { level: 9 }).length / 1000).toFixed(2);

await rm(fresh, { recursive: true, force: true });
await pass({
  // not `lib`, which leaves white space in an ES module
  rolldownOptions: {
    input: join(here, "src/view/mount-panel.tsx"),
    preserveEntrySignatures: "allow-extension",
    output: { format: "es", entryFileNames: "panel.js", chunkFileNames: "[name].js", minify: true, codeSplitting },
  },
});
const hash = await hashOf(fresh);
await rm(join(dist, "v"), { recursive: true, force: true });
await mkdir(join(dist, "v"), { recursive: true });
await rename(fresh, join(dist, "v", hash));

// `lib`, which leaves import() as it is
await pass(
  {
    lib: { entry: join(here, "src/embed.ts"), formats: ["iife"], name: "sidecoachLoader", fileName: () => "widget.js" },
  },
  { PANEL_PATH: JSON.stringify(`v/${hash}/panel.js`) },
);
await rename(join(fresh, "widget.js"), join(dist, "widget.js"));
await rm(fresh, { recursive: true, force: true });

for (const name of await readdir(join(dist, "v", hash)))
  console.log(`v/${hash}/${name} ${await kilobytes(join(dist, "v", hash, name))} kB gz`);
console.log(`widget.js ${await kilobytes(join(dist, "widget.js"))} kB gz`);
