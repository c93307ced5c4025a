import type { Database } from "../database/create-database.ts";

export type PresetStore = ReturnType<typeof createPresetStore>;
export const createPresetStore = ({ prisma }: Database) => ({
  presets: () => prisma.quotaPreset.findMany({ orderBy: [{ sortOrder: "asc" }, { name: "asc" }] }),
});
