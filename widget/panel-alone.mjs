import { basename } from "node:path";

/**
 * Keeps the panel in one file. Left to itself the bundler gives what the entry shares with many later parts a file of its own, which
 * the entry imports by itself: one more request, and no checksum over it. `group` claims, for the entry's own file, all that the
 * entry reaches by static imports, and what `besides` names; the later parts import from there. `plugin` finds out what that is, and refuses an entry that
 * imports a file all the same.
 */
export const panelAlone = (entry, besides = null) => {
  const reached = new Set();
  return {
    group: { name: basename(entry), priority: 1, test: (id) => reached.has(id) || besides?.test(id) === true },
    plugin: {
      name: "panel-alone",
      buildEnd() {
        const reach = (id) => {
          if (reached.has(id)) return;
          reached.add(id);
          for (const next of this.getModuleInfo(id)?.importedIds ?? []) reach(next);
        };
        reached.clear();
        reach(entry);
      },
      generateBundle(_options, bundle) {
        for (const { isEntry, fileName, imports } of Object.values(bundle))
          if (isEntry && imports.length > 0) throw new Error(`${fileName} does not stand alone: ${imports.join(", ")}`);
      },
    },
  };
};
