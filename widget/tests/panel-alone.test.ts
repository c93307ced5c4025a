// @vitest-environment node
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build, type Rolldown } from "vite";
import { expect, test } from "vitest";
import { panelAlone } from "../panel-alone.mjs";

const source = fileURLToPath(new URL("../src/", import.meta.url));
const entry = join(source, "view/mount-panel.tsx");

/** The panel's files, as the build makes them; `grouped`: with what keeps the panel in one. */
const bundle = async (grouped: boolean): Promise<Rolldown.OutputChunk[]> => {
  const { group, plugin } = panelAlone(entry);
  const built = await build({
    configFile: false,
    root: join(source, ".."),
    logLevel: "silent",
    plugins: [plugin],
    oxc: { jsx: { runtime: "automatic", importSource: "preact" } },
    build: {
      write: false,
      minify: false,
      modulePreload: false,
      rolldownOptions: {
        input: entry,
        preserveEntrySignatures: "allow-extension",
        output: {
          entryFileNames: "panel.js",
          codeSplitting: { includeDependenciesRecursively: false, groups: grouped ? [group] : [] },
        },
      },
    },
  });
  const [output] = [built].flat();
  if (output === undefined || !("output" in output)) throw new Error("nothing was built");
  return output.output.filter((file) => file.type === "chunk");
};

test("the panel is one file, which imports no other, and whose exports the loader knows", async () => {
  const files = await bundle(true);
  const panel = files.find(({ isEntry }) => isEntry);
  expect(files.length).toBeGreaterThan(5);
  expect(panel?.imports).toEqual([]);
  expect(panel?.exports).toEqual(expect.arrayContaining(["mountPanel", "signOut"]));
  const drawing = files.filter(({ moduleIds }) => moduleIds.some((id) => /[\\/]preact[\\/]/.test(id)));
  expect(drawing).toEqual([panel]);
});

test("a panel that imports a file by itself is not built", async () => {
  await expect(bundle(false)).rejects.toThrow("panel.js does not stand alone");
});
