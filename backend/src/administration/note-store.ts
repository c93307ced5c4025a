import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { audit } from "./audit-store.ts";
import type { Place } from "./keyset.ts";

export type NoteRow = {
  id: string;
  invitationId: string;
  sessionId: number | null;
  messageId: number | null;
  researcherId: string;
  /** their name, or their id where they have none */
  author: string;
  content: string;
  timestamp: Date;
  editedAt: Date | null;
  codes: { id: string; name: string }[];
};
/** A note in a list of notes of many sessions, with what it speaks of. */
export type ListedNoteRow = NoteRow & {
  createdAt: Date;
  invitationLabel: string | null;
  scenarioName: string | null;
  messageRole: string | null;
  /** how the message begins, at most 160 characters */
  messageStart: string | null;
};

const COLUMNS = `n.id, n."invitationId", n."sessionId", n."messageId", n."researcherId", coalesce(u.name, u.id) AS author,
  n.content, n.timestamp, n."editedAt", coalesce((
    SELECT json_agg(json_build_object('id', c.id, 'name', c.name) ORDER BY lower(c.name), c.id)
    FROM "NoteCode" nc JOIN "Code" c ON c.id = nc."codeId" WHERE nc."noteId" = n.id), '[]') AS codes`;
const FROM = `FROM "ObservationNote" n JOIN "User" u ON u.id = n."researcherId"`;

const setCodes = async (client: PoolClient, noteId: string, codes: readonly string[]): Promise<void> => {
  await client.query(`DELETE FROM "NoteCode" WHERE "noteId" = $1 AND NOT "codeId" = ANY($2)`, [noteId, codes]);
  await client.query(
    `INSERT INTO "NoteCode" ("noteId", "codeId", "notedAt") SELECT n.id, c.id, n.timestamp
     FROM "ObservationNote" n, "Code" c WHERE n.id = $1 AND c.id = ANY($2) ON CONFLICT DO NOTHING`,
    [noteId, codes],
  );
};
/** Locked, so that a code is not retired while a note takes it. @param keeps codes it has already may be retired */
const areUsable = async (client: PoolClient, codes: readonly string[], keeps: string | null): Promise<boolean> => {
  const { rowCount } = await client.query(
    `SELECT FROM "Code" c WHERE c.id = ANY($1) AND (c."retiredAt" IS NULL OR EXISTS (
       SELECT FROM "NoteCode" nc WHERE nc."codeId" = c.id AND nc."noteId" = $2)) FOR SHARE`,
    [codes, keeps],
  );
  return rowCount === new Set(codes).size;
};

/** What staff wrote beside sessions. What was erased has no words and no codes any more, and stands in no list. */
export type NoteStore = ReturnType<typeof createNoteStore>;
export const createNoteStore = ({ pool }: Pick<Database, "pool">) => ({
  note: async (id: string): Promise<NoteRow | null> => {
    const { rows } = await pool.query<NoteRow>(`SELECT ${COLUMNS} ${FROM} WHERE n.id = $1`, [id]);
    return rows[0] ?? null;
  },
  /** Of a session, in the order in which they were written. */
  notesOf: async (sessionId: number, invitationId: string | null): Promise<NoteRow[]> => {
    const { rows } = await pool.query<NoteRow>(
      `SELECT ${COLUMNS} ${FROM} WHERE n."invitationId" = $2 AND n."sessionId" = $1 AND n.content <> '' ORDER BY n.timestamp, n.id`,
      [sessionId, invitationId],
    );
    return rows;
  },
  /** Of all sessions, the newest first. `code`, `author`: their ids. Each combination is read from an index. */
  listNotes: async (filter: {
    code: string | null;
    author: string | null;
    invitationId: string | null;
    after: Place | null;
    limit: number;
  }): Promise<ListedNoteRow[]> => {
    const values: unknown[] = [filter.limit];
    const given = (value: unknown): string => `$${values.push(value)}`;
    const conditions: string[] = [];
    if (filter.code !== null) conditions.push(`k."codeId" = ${given(filter.code)}`);
    if (filter.author !== null) conditions.push(`n."researcherId" = ${given(filter.author)}`);
    if (filter.invitationId !== null) conditions.push(`n."invitationId" = ${given(filter.invitationId)}`);
    const [at, id] = filter.code === null ? ["n.timestamp", "n.id"] : [`k."notedAt"`, `k."noteId"`];
    if (filter.after !== null)
      conditions.push(`(${at}, ${id}) < (${given(filter.after.at)}::timestamp, ${given(filter.after.id)})`);
    const { rows } = await pool.query<ListedNoteRow>(
      `SELECT ${COLUMNS}, n.timestamp AS "createdAt", i.label AS "invitationLabel", v.name AS "scenarioName", m.role AS "messageRole",
         left(m.content, 160) AS "messageStart"
       ${FROM} JOIN "Invitation" i ON i.id = n."invitationId" ${filter.code === null ? "" : `JOIN "NoteCode" k ON k."noteId" = n.id`}
       LEFT JOIN "ConversationSession" s ON s.id = n."sessionId" LEFT JOIN "ScenarioVersion" v ON v.id = s."scenarioVersionId"
       LEFT JOIN "Message" m ON m.id = n."messageId"
       WHERE n.content <> ''${conditions.map((condition) => ` AND ${condition}`).join("")}
       ORDER BY ${at} DESC, ${id} DESC LIMIT $1`,
      values,
    );
    return rows;
  },
  /** @returns the id; `erased` where whoever had the session was erased: nothing more is written about them */
  addNote: (note: {
    invitationId: string;
    sessionId: number;
    researcherId: string;
    content: string;
    messageId: number | null;
    codes: readonly string[];
  }): Promise<{ id: string } | "erased" | "bad-code"> =>
    inTransaction(pool, async (client) => {
      // Locked against an erasure, which then finds the note.
      const person = await client.query(
        `SELECT FROM "ConversationSession" s JOIN "User" u ON u.id = s."userId"
         WHERE s.id = $1 AND u."erasedAt" IS NULL FOR SHARE OF u`,
        [note.sessionId],
      );
      if (person.rowCount !== 1) return "erased";
      if (!(await areUsable(client, note.codes, null))) return "bad-code";
      const id = randomUUID();
      await client.query(
        `INSERT INTO "ObservationNote" (id, "invitationId", "sessionId", "researcherId", content, "messageId") VALUES ($1, $2, $3, $4, $5, $6)`,
        [id, note.invitationId, note.sessionId, note.researcherId, note.content, note.messageId],
      );
      await setCodes(client, id, note.codes);
      await audit(client, { actorId: note.researcherId, action: "note.create", subject: id });
      return { id };
    }),
  /** By its author alone. `unknown`: there is none of theirs, or it was erased. The audit says which fields, not the words. */
  changeNote: (
    id: string,
    change: { content?: string | undefined; codes?: readonly string[] | undefined },
    authorId: string,
  ): Promise<"changed" | "unknown" | "bad-code"> =>
    inTransaction(pool, async (client) => {
      // An erasure that was first leaves no words: then there is nothing to change any more.
      const mine = await client.query(
        `SELECT FROM "ObservationNote" WHERE id = $1 AND "researcherId" = $2 AND content <> '' FOR UPDATE`,
        [id, authorId],
      );
      if (mine.rowCount !== 1) return "unknown";
      if (change.codes !== undefined && !(await areUsable(client, change.codes, id))) return "bad-code";
      await client.query(
        `UPDATE "ObservationNote" SET content = coalesce($2, content), "editedAt" = now() WHERE id = $1`,
        [id, change.content ?? null],
      );
      if (change.codes !== undefined) await setCodes(client, id, change.codes);
      const fields = (["content", "codes"] as const).filter((field) => change[field] !== undefined);
      await audit(client, { actorId: authorId, action: "note.change", subject: id, detail: { fields } });
      return "changed";
    }),
  /** By its author alone, with its codes. */
  deleteNote: (id: string, authorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const { rowCount } = await client.query(`DELETE FROM "ObservationNote" WHERE id = $1 AND "researcherId" = $2`, [
        id,
        authorId,
      ]);
      if (rowCount !== 1) return false;
      await audit(client, { actorId: authorId, action: "note.delete", subject: id });
      return true;
    }),
});
