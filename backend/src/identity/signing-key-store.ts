import type { JsonWebKey } from "node:crypto";
import type { PoolClient } from "pg";
import { audit } from "../administration/audit-store.ts";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";

export type NewSigningKey = { id: string; publicJwk: JsonWebKey; privateKey: string };
export type SigningKeyRow = NewSigningKey & { ageSeconds: number };

const insert = async (client: PoolClient, key: NewSigningKey, secondsAgo: number): Promise<void> => {
  await client.query(
    `INSERT INTO "SigningKey" (id, "publicJwk", "privateKey", "createdAt") VALUES ($1, $2, $3, clock_timestamp() - make_interval(secs => $4))`,
    [key.id, JSON.stringify(key.publicJwk), key.privateKey, secondsAgo],
  );
};
/** One at a time: two servers that start at once make one set of keys, two rotations are two. */
const alone = (client: PoolClient) => client.query(`SELECT pg_advisory_xact_lock(hashtext('signing keys'))`);

export type SigningKeyStore = ReturnType<typeof createSigningKeyStore>;
export const createSigningKeyStore = ({ pool }: Pick<Database, "pool">) => ({
  /** Those that are not retired, newest first. */
  keys: async (): Promise<SigningKeyRow[]> => {
    const { rows } = await pool.query<SigningKeyRow>(
      `SELECT id, "publicJwk", "privateKey", extract(epoch FROM clock_timestamp() - "createdAt")::float AS "ageSeconds"
       FROM "SigningKey" WHERE "retiredAt" IS NULL ORDER BY "createdAt" DESC, id`,
    );
    return rows;
  },
  /** The one that signs and the next, where they are missing. */
  ensure: (make: () => NewSigningKey): Promise<void> =>
    inTransaction(pool, async (client) => {
      await alone(client);
      const { rows } = await client.query<{ count: number }>(
        `SELECT count(*)::int AS count FROM "SigningKey" WHERE "retiredAt" IS NULL`,
      );
      const count = rows[0]?.count ?? 0;
      // The one that is to sign is the older one.
      if (count === 0) await insert(client, make(), 1);
      if (count < 2) await insert(client, make(), 0);
    }),
  /** Adds a key: the next one signs from now on. */
  rotate: (key: NewSigningKey): Promise<void> =>
    inTransaction(pool, async (client) => {
      await alone(client);
      await insert(client, key, 0);
      await audit(client, { actorId: null, action: "signing-key.rotate", subject: key.id });
    }),
  retire: async (ids: string[]): Promise<void> => {
    await pool.query(`UPDATE "SigningKey" SET "retiredAt" = now() WHERE id = ANY($1) AND "retiredAt" IS NULL`, [ids]);
  },
});
