import type { Plugin } from "vite";

export function panelAlone(
  entry: string,
  besides?: RegExp | null,
): {
  group: { name: string; priority: number; test: (id: string) => boolean };
  plugin: Plugin;
};
