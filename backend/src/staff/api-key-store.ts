import { randomUUID } from "node:crypto";
import { audit } from "../administration/audit-store.ts";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Role } from "../identity/identity-store.ts";

export type ApiKeyRow = {
  id: string;
  name: string;
  role: "STAFF" | "ADMIN";
  scopes: string[];
  userId: string;
  userName: string | null;
  /** the owner's now: a key may no more than that */
  userRole: Role;
  createdAt: Date;
  lastUsedAt: Date | null;
  expiresAt: Date | null;
  revokedAt: Date | null;
};
export type NewApiKey = {
  hash: string;
  name: string;
  role: "STAFF" | "ADMIN";
  scopes: readonly string[];
  userId: string;
  expiresAt: Date | null;
  /** null: the command line */
  actorId: string | null;
};
const SELECT_KEYS = `SELECT k.id, k.name, k.role, k.scopes, k."userId", u.name AS "userName", u.role AS "userRole", k."createdAt", k."lastUsedAt", k."expiresAt", k."revokedAt"
  FROM "ApiKey" k JOIN "User" u ON u.id = k."userId"`;

export type ApiKeyStore = ReturnType<typeof createApiKeyStore>;
export const createApiKeyStore = ({ pool }: Pick<Database, "pool">) => ({
  /** Newest first. @param ownerId null: everybody's */
  keys: async (filter: {
    ownerId: string | null;
    after: { at: string; id: string } | null;
    limit: number;
  }): Promise<ApiKeyRow[]> => {
    const { rows } = await pool.query<ApiKeyRow>(
      `${SELECT_KEYS} WHERE ($1::text IS NULL OR k."userId" = $1) AND ($2::timestamp IS NULL OR (k."createdAt", k.id) < ($2::timestamp, $3))
       ORDER BY k."createdAt" DESC, k.id DESC LIMIT $4`,
      [filter.ownerId, filter.after?.at ?? null, filter.after?.id ?? null, filter.limit],
    );
    return rows;
  },
  add: (key: NewApiKey): Promise<ApiKeyRow> =>
    inTransaction(pool, async (client) => {
      const id = randomUUID();
      await client.query(
        `INSERT INTO "ApiKey" (id, hash, name, role, scopes, "userId", "expiresAt") VALUES ($1, $2, $3, $4::"Role", $5, $6, $7::timestamptz AT TIME ZONE 'UTC')`,
        [id, key.hash, key.name, key.role, key.scopes, key.userId, key.expiresAt?.toISOString() ?? null],
      );
      await audit(client, {
        actorId: key.actorId,
        action: "api-key.create",
        subject: id,
        detail: { role: key.role, scopes: key.scopes },
      });
      const { rows } = await client.query<ApiKeyRow>(`${SELECT_KEYS} WHERE k.id = $1`, [id]);
      if (!rows[0]) throw new Error("the API key was not stored");
      return rows[0];
    }),
  /** Again is the same. @param ownerId null: whoever's it is @returns false where there is none */
  revoke: (id: string, ownerId: string | null, actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const { rows } = await client.query<{ first: boolean }>(
        `UPDATE "ApiKey" k SET "revokedAt" = coalesce(k."revokedAt", now()) FROM (SELECT id, "revokedAt" IS NULL AS first FROM "ApiKey" WHERE id = $1 FOR UPDATE) before
         WHERE k.id = before.id AND ($2::text IS NULL OR k."userId" = $2) RETURNING before.first`,
        [id, ownerId],
      );
      if (rows[0]?.first) await audit(client, { actorId, action: "api-key.revoke", subject: id });
      return rows.length === 1;
    }),
});
