import { randomUUID } from "node:crypto";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { audit } from "./audit-store.ts";

export type CodeRow = {
  id: string;
  name: string;
  meaning: string;
  author: string;
  createdAt: Date;
  retiredAt: Date | null;
};

const SELECT_CODES = `
  SELECT c.id, c.name, c.meaning, coalesce(u.name, u.id) AS author, c."createdAt", c."retiredAt"
  FROM "Code" c JOIN "User" u ON u.id = c."createdById"`;

/** 23505 of the index on names in use: two made, or brought back, the same one at the same time. */
const orTaken = async <T>(work: Promise<T>): Promise<T | "taken"> => {
  try {
    return await work;
  } catch (error) {
    if ((error as { constraint?: string }).constraint === "code_name_in_use") return "taken";
    throw error;
  }
};

/** The code book: what staff mark notes with. */
export type CodeStore = ReturnType<typeof createCodeStore>;
export const createCodeStore = ({ pool }: Pick<Database, "pool">) => ({
  /** All of it, in use and retired: a code book is read whole, and has hundreds at most. */
  codes: async (): Promise<CodeRow[]> => {
    const { rows } = await pool.query<CodeRow>(
      `${SELECT_CODES} ORDER BY c."retiredAt" IS NOT NULL, lower(c.name), c.id LIMIT 1000`,
    );
    return rows;
  },
  code: async (id: string): Promise<CodeRow | null> => {
    const { rows } = await pool.query<CodeRow>(`${SELECT_CODES} WHERE c.id = $1`, [id]);
    return rows[0] ?? null;
  },
  /** @returns the id; `taken` where a code in use is called so, in whatever case */
  addCode: (code: { name: string; meaning: string; actorId: string }): Promise<string> =>
    orTaken(
      inTransaction(pool, async (client) => {
        const id = randomUUID();
        await client.query(`INSERT INTO "Code" (id, name, meaning, "createdById") VALUES ($1, $2, $3, $4)`, [
          id,
          code.name,
          code.meaning,
          code.actorId,
        ]);
        await audit(client, { actorId: code.actorId, action: "code.create", subject: id });
        return id;
      }),
    ),
  /** @param change `retired` says whether new notes may take it */
  changeCode: (
    id: string,
    change: { name?: string | undefined; meaning?: string | undefined; retired?: boolean | undefined },
    actorId: string,
  ): Promise<"changed" | "unknown" | "taken"> =>
    orTaken(
      inTransaction(pool, async (client) => {
        const { rowCount } = await client.query(
          `UPDATE "Code" SET name = coalesce($2, name), meaning = coalesce($3, meaning),
             "retiredAt" = CASE $4::boolean WHEN true THEN coalesce("retiredAt", now()) WHEN false THEN NULL ELSE "retiredAt" END
           WHERE id = $1`,
          [id, change.name ?? null, change.meaning ?? null, change.retired ?? null],
        );
        if (rowCount !== 1) return "unknown";
        const detail = {
          fields: Object.keys(change).filter((field) => change[field as keyof typeof change] !== undefined),
          ...(change.retired === undefined ? {} : { retired: change.retired }),
        };
        await audit(client, { actorId, action: "code.change", subject: id, detail });
        return "changed";
      }),
    ),
});
