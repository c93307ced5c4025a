import { randomUUID } from "node:crypto";
import type { Pool } from "pg";
import { audit } from "../administration/audit-store.ts";
import { inTransaction } from "../database/in-transaction.ts";

export type StudyRow = { id: string; name: string; createdAt: Date };
/** The newest first; few: no page of them. */
export const studies = async (pool: Pool): Promise<StudyRow[]> =>
  (await pool.query<StudyRow>(`SELECT id, name, "createdAt" FROM "Study" ORDER BY "createdAt" DESC, id DESC LIMIT 200`))
    .rows;
/** @param key as it is kept: encrypted. @returns null where there is a study of that name */
export const addStudy = (pool: Pool, study: { name: string; key: string }, actorId: string): Promise<StudyRow | null> =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<StudyRow>(
      `INSERT INTO "Study" (id, name, key) VALUES ($1, $2, $3) ON CONFLICT (name) DO NOTHING RETURNING id, name, "createdAt"`,
      [randomUUID(), study.name, study.key],
    );
    const made = rows[0];
    if (!made) return null;
    await audit(client, { actorId, action: "study.create", subject: made.id, detail: { name: made.name } });
    return made;
  });
export const studyKey = async (pool: Pool, id: string): Promise<{ name: string; key: string } | null> =>
  (await pool.query<{ name: string; key: string }>(`SELECT name, key FROM "Study" WHERE id = $1`, [id])).rows[0] ??
  null;
/** Written before the first row leaves: nothing is taken without its entry. */
export const noteTaken = (pool: Pool, id: string, detail: object, actorId: string): Promise<void> =>
  inTransaction(pool, (client) => audit(client, { actorId, action: "export.take", subject: id, detail }));
