import type { Pool } from "pg";
import type { VersionRow } from "./conversation-store.ts";

const MOST = 200;
/** The version never changes (a trigger keeps it so), but its scenario's slug stands in the row as well. */
const KEEP_MS = 10_000;

/**
 * Scenario versions by id, read once in ten seconds each: their prompts are the largest thing that a message asks for.
 * @throws where there is no such version
 */
export const createVersionStore = (pool: Pool) => {
  const known = new Map<string, { row: Promise<VersionRow>; till: number }>();
  const read = async (id: string): Promise<VersionRow> => {
    const { rows } = await pool.query<VersionRow>(
      `SELECT v.*, c.slug FROM "ScenarioVersion" v JOIN "Scenario" c ON c.id = v."scenarioId" WHERE v.id = $1`,
      [id],
    );
    if (!rows[0]) throw new Error(`scenario version ${id} vanished`);
    return rows[0];
  };
  return (id: string): Promise<VersionRow> => {
    const there = known.get(id);
    if (there && there.till > Date.now()) return there.row;
    const row = read(id);
    known.delete(id);
    known.set(id, { row, till: Date.now() + KEEP_MS });
    row.catch(() => known.delete(id));
    const [oldest] = known.keys();
    if (known.size > MOST && oldest !== undefined) known.delete(oldest);
    return row;
  };
};
