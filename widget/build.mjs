// Three passes: the panel, whose files go by name; the embedding, which knows their checksums; the loader, which knows those two.
// Nothing is downloaded; `dist/widget.js`, its types and what lies below `dist/v/` are all that is served.
import { createHash } from "node:crypto";
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "vite";
import { checkImports } from "./check-imports.mjs";
import { defineMethods } from "./define-methods.mjs";
import { keepEarlier } from "./keep-earlier.mjs";
import { packFiles } from "../scripts/pack-files.mjs";
import { panelAlone } from "./panel-alone.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const dist = join(here, "dist");
const fresh = join(dist, "fresh");

/** The browsers that have what the widget stands on: container queries, light-dark(), adopted style sheets. */
const target = ["chrome123", "edge123", "firefox120", "safari17.5"];

const panel = join(here, "src/view/mount-panel.tsx");
/** Small, and shared by several of the later parts. */
const alone = panelAlone(panel, /(?:view|state)\/tally\./);

/** What the later parts share comes with the pages, rather than in files of its own that would be asked for one by one. */
const codeSplitting = {
  includeDependenciesRecursively: false,
  groups: [
    alone.group,
    {
      name: "pages",
      test: /view\/(?:pages|page-of|page|notice|not-sent|preview-page|scenario-choice|you-button)\.|state\/list-lines\.|text\/en-(?:pages|apart)\.|src\/options\./,
    },
  ],
};

const pass = (output, define = {}, plugins = []) =>
  build({
    configFile: false,
    root: here,
    logLevel: "warn",
    plugins: [checkImports(), defineMethods(), ...plugins],
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

/** One file out of one entry. */
const single = (entry, output, define) =>
  pass(
    {
      rolldownOptions: {
        input: join(here, entry),
        preserveEntrySignatures: "strict",
        output: { minify: true, ...output },
      },
    },
    define,
  );

const files = async () => (await readdir(fresh)).toSorted();
const digest = (algorithm, bytes) => createHash(algorithm).update(bytes);
/** As in `integrity`: https://www.w3.org/TR/sri-2/. 256 bits where the loader has to carry it. */
const sumOf = async (name, algorithm = "sha256") =>
  `${algorithm}-${digest(algorithm, await readFile(join(fresh, name))).digest("base64")}`;
/** Of every file's name and bytes, in order: the same source gives the same folder. */
const folderName = async () => {
  const hash = createHash("sha256");
  for (const name of await files()) hash.update(`${name}\0`).update(await readFile(join(fresh, name)));
  return hash.digest("hex").slice(0, 16);
};
const kilobytes = async (path) => (gzipSync(await readFile(path), { level: 9 }).length / 1000).toFixed(2);

await rm(fresh, { recursive: true, force: true });
await pass(
  {
    // not `lib`, which leaves white space in an ES module
    rolldownOptions: {
      input: panel,
      preserveEntrySignatures: "allow-extension",
      output: { format: "es", entryFileNames: "panel.js", chunkFileNames: "[name].js", minify: true, codeSplitting },
    },
  },
  {},
  [alone.plugin],
);
const later = (await files()).filter((name) => name !== "panel.js");
const sums = Object.fromEntries(await Promise.all(later.map(async (name) => [name, await sumOf(name)])));
await single("src/embedding.ts", { format: "es", entryFileNames: "embedding.js" }, { FILE_SUMS: JSON.stringify(sums) });

const folder = `v/${await folderName()}`;
const fileOf = async (name) => JSON.stringify([`/${name}`, await sumOf(name)]);
const define = {
  FOLDER: JSON.stringify(folder),
  EMBEDDING_FILE: await fileOf("embedding.js"),
  PANEL_FILE: await fileOf("panel.js"),
};
await keepEarlier(dist, folder);
await rename(fresh, join(dist, folder));

// `lib`, which leaves import() as it is
await pass(
  {
    lib: { entry: join(here, "src/embed.ts"), formats: ["iife"], name: "sidecoachLoader", fileName: () => "widget.js" },
  },
  define,
);
const loader = await readFile(join(fresh, "widget.js"));
const pinned = `v/${digest("sha256", loader).digest("hex").slice(0, 16)}/widget.js`;
const integrity = await sumOf("widget.js", "sha384");
await mkdir(join(dist, pinned, ".."), { recursive: true });
await copyFile(join(fresh, "widget.js"), join(dist, pinned));
await rename(join(fresh, "widget.js"), join(dist, "widget.js"));
await copyFile(join(here, "src/host-api.ts"), join(dist, "widget.d.ts"));
await writeFile(join(dist, "widget.json"), `${JSON.stringify({ url: pinned, integrity }, null, 2)}\n`);
await rm(fresh, { recursive: true, force: true });
for (const place of ["", folder, join(pinned, "..")]) await packFiles(join(dist, place));

for (const name of (await readdir(join(dist, folder))).filter((file) => file.endsWith(".js")).toSorted())
  console.log(`${folder}/${name} ${await kilobytes(join(dist, folder, name))} kB gz`);
console.log(`widget.js ${await kilobytes(join(dist, "widget.js"))} kB gz`);
