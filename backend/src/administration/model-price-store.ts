import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { ModelPrice } from "../protocol/presets.ts";
import { audit } from "./audit-store.ts";

/** What the newest sessions used, by the model that answered; charges of the input as the ledger weighs them. */
export type UsedByModel = { model: string; input: number; output: number };
export type RecentUse = { sessions: number; exchanges: number; tokens: number; models: UsedByModel[] };

/** Enough to tell the ordinary from the odd, and few enough to be read at once. */
const SESSIONS = 200;

export type ModelPriceStore = ReturnType<typeof createModelPriceStore>;
export const createModelPriceStore = ({ pool }: Pick<Database, "pool">) => ({
  prices: async (): Promise<ModelPrice[]> => {
    const { rows } = await pool.query<ModelPrice>(
      `SELECT model, "inputPerMillion"::float8 AS "inputPerMillion", "outputPerMillion"::float8 AS "outputPerMillion", currency
       FROM "ModelPrice" ORDER BY model LIMIT 500`,
    );
    return rows;
  },
  setPrice: (price: ModelPrice, actorId: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      await client.query(
        `INSERT INTO "ModelPrice" (model, "inputPerMillion", "outputPerMillion", currency, "updatedAt") VALUES ($1, $2, $3, $4, now())
         ON CONFLICT (model) DO UPDATE SET "inputPerMillion" = excluded."inputPerMillion", "outputPerMillion" = excluded."outputPerMillion",
           currency = excluded.currency, "updatedAt" = now()`,
        [price.model, price.inputPerMillion, price.outputPerMillion, price.currency],
      );
      const { model, ...detail } = price;
      await audit(client, { actorId, action: "model-price.set", subject: model, detail });
    }),
  /** @returns false where there was none */
  removePrice: (model: string, actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const { rowCount } = await client.query(`DELETE FROM "ModelPrice" WHERE model = $1`, [model]);
      if (rowCount !== 1) return false;
      await audit(client, { actorId, action: "model-price.remove", subject: model });
      return true;
    }),
  /** Of the newest sessions in which something was said; trials are none of them. @param simulated those on the simulator, or the others */
  recentUse: async (simulated: boolean): Promise<RecentUse> => {
    const { rows } = await pool.query<{ id: number; exchanges: number }>(
      `SELECT s.id, s."exchangeCount" AS exchanges FROM "ConversationSession" s
       WHERE NOT s.trial AND s.simulated = $2 AND s."exchangeCount" > 0 ORDER BY s.id DESC LIMIT $1`,
      [SESSIONS, simulated],
    );
    const used = await pool.query<UsedByModel & { tokens: number }>(
      `SELECT u.model, sum(ceil((u."inputTokens" * 20 + u."cacheWriteTokens" * 25 + u."cacheReadTokens" * 2) / 20.0))::float8 AS input,
         sum(u."outputTokens")::float8 AS output, sum(u."chargedTokens")::float8 AS tokens
       FROM "UsageLog" u WHERE u."sessionId" = ANY($1::int[]) GROUP BY u.model ORDER BY u.model`,
      [rows.map(({ id }) => id)],
    );
    return {
      sessions: rows.length,
      exchanges: rows.reduce((sum, { exchanges }) => sum + exchanges, 0),
      tokens: used.rows.reduce((sum, { tokens }) => sum + tokens, 0),
      models: used.rows.map(({ model, input, output }) => ({ model, input, output })),
    };
  },
});
