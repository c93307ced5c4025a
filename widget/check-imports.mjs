import { fileURLToPath } from "node:url";

const checked = fileURLToPath(new URL("src/view/checked.ts", import.meta.url));

/** The import() of a file of ours, as it stands in what is built, up to the list of style sheets that Vite adds, always empty. */
const LATER = /(import\((["'`])\.\/([\w-]+\.js)\2\)[^[\]]{0,40}?,)\[\]/g;

/**
 * Lets every import() of the panel wait until its files have been checked. Vite wraps each in a helper that preloads style sheets,
 * of which there are none, and weighs as much as a page: ours stands in its place, and is given the files.
 */
export const checkImports = () => ({
  name: "check-imports",
  enforce: "post",
  load: {
    order: "pre",
    handler: (id) =>
      id === "\0vite/preload-helper.js" ? `export { checked as __vitePreload } from ${JSON.stringify(checked)};` : null,
  },
  generateBundle: {
    order: "post",
    handler: (_options, bundle) => {
      /** The file, and all that it imports beside the panel itself, which is there. */
      const filesOf = (name, found = new Set()) => {
        if (name === "panel.js" || found.has(name)) return found;
        found.add(name);
        for (const needed of bundle[name].imports) filesOf(needed, found);
        return found;
      };
      for (const chunk of Object.values(bundle)) {
        chunk.code = chunk.code.replace(
          LATER,
          (_whole, before, _quote, name) => before + JSON.stringify([...filesOf(name)]),
        );
        if (chunk.dynamicImports.length !== (chunk.code.match(/import\([^)]+\)[^[\]]{0,40}?,\["/g) ?? []).length)
          throw new Error(`${chunk.fileName}: an import() that nobody checks`);
      }
    },
  },
});
