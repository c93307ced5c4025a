import { randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import { decrypt, encrypt } from "../identity/encrypt.ts";

/**
 * The key under which what is kept about a person is encrypted: made once, kept under a key derived from SECRET_KEY.
 * Whoever deletes the row makes all of it unreadable for good.
 */
export const userSecret = async (client: PoolClient, under: Buffer, userId: string): Promise<Buffer> => {
  await client.query(`INSERT INTO "UserSecret" ("userId", key) VALUES ($1, $2) ON CONFLICT ("userId") DO NOTHING`, [
    userId,
    encrypt(under, randomBytes(32).toString("base64")),
  ]);
  const { rows } = await client.query<{ key: string }>(`SELECT key FROM "UserSecret" WHERE "userId" = $1`, [userId]);
  if (!rows[0]) throw new Error(`the secret of user ${userId} vanished`);
  return Buffer.from(decrypt(under, rows[0].key), "base64");
};
