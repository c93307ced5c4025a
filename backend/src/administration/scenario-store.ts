import type { Database } from "../database/create-database.ts";

export type ScenarioStore = ReturnType<typeof createScenarioStore>;
export const createScenarioStore = ({ prisma }: Database) => ({
  scenarios: () =>
    prisma.scenario.findMany({
      orderBy: { id: "asc" },
      include: { versions: { orderBy: { number: "desc" }, take: 1, select: { number: true } } },
    }),
  scenarioBySlug: (slug: string) => prisma.scenario.findUnique({ where: { slug } }),
});
