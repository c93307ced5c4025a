import { randomUUID } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { ChangePreset, CreatePreset } from "../protocol/presets.ts";
import { audit } from "./audit-store.ts";

type Locked = { id: string; name: string; isDefault: boolean };

/** All of them, in one order: whoever changes the default waits for whoever else does. */
const lockAll = async (client: PoolClient): Promise<Locked[]> =>
  (await client.query<Locked>(`SELECT id, name, "isDefault" FROM "QuotaPreset" ORDER BY id FOR UPDATE`)).rows;

export type PresetStore = ReturnType<typeof createPresetStore>;
export const createPresetStore = ({ prisma, pool }: Database) => ({
  presets: () => prisma.quotaPreset.findMany({ orderBy: [{ sortOrder: "asc" }, { name: "asc" }] }),
  /** Names of those by which some invitation was made. */
  usedNames: async (): Promise<string[]> => {
    const { rows } = await pool.query<{ name: string }>(
      `SELECT p.name FROM "QuotaPreset" p WHERE EXISTS (SELECT FROM "Invitation" i WHERE i."presetName" = p.name)`,
    );
    return rows.map(({ name }) => name);
  },
  /** The last in the list; the default where it is the first there is. @returns null where the name is taken */
  createPreset: (made: CreatePreset, actorId: string): Promise<string | null> =>
    inTransaction(pool, async (client) => {
      const id = randomUUID();
      const { rowCount } = await client.query(
        `INSERT INTO "QuotaPreset" (id, name, label, description, quota, "isDefault", "sortOrder", "updatedAt")
         SELECT $1, $2, $3::text, $4, jsonb_build_object('tokens', $5::bigint, 'label', $3::text), NOT EXISTS (SELECT FROM "QuotaPreset"),
           coalesce((SELECT max("sortOrder") FROM "QuotaPreset"), 0) + 1, now() ON CONFLICT (name) DO NOTHING`,
        [id, made.name, made.label, made.description ?? null, made.tokens],
      );
      if (rowCount !== 1) return null;
      await audit(client, {
        actorId,
        action: "preset.create",
        subject: id,
        detail: { name: made.name, tokens: made.tokens },
      });
      return id;
    }),
  /** What is undefined stays. Invitations that were made by it keep their own quota. */
  changePreset: (id: string, { isDefault, ...change }: ChangePreset, actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const known = (await lockAll(client)).find((preset) => preset.id === id);
      if (!known) return false;
      await client.query(
        `UPDATE "QuotaPreset" SET label = coalesce($2::text, label), description = coalesce($3, description),
           quota = quota || jsonb_strip_nulls(jsonb_build_object('tokens', $4::bigint, 'label', $2::text)), "updatedAt" = now() WHERE id = $1`,
        [id, change.label ?? null, change.description ?? null, change.tokens ?? null],
      );
      if (isDefault) {
        await client.query(`UPDATE "QuotaPreset" SET "isDefault" = false WHERE "isDefault" AND id <> $1`, [id]);
        await client.query(`UPDATE "QuotaPreset" SET "isDefault" = true WHERE id = $1`, [id]);
      }
      const { label, description, ...plain } = change;
      const words = Object.entries({ label, description }).flatMap(([field, text]) =>
        text === undefined ? [] : [[field, "changed"]],
      );
      const detail = { name: known.name, ...plain, ...Object.fromEntries(words), ...(isDefault ? { isDefault } : {}) };
      await audit(client, { actorId, action: "preset.change", subject: id, detail });
      return true;
    }),
  /** @returns false where these are not all of them: somebody made or deleted one meanwhile */
  orderPresets: (ids: readonly string[], actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const known = await lockAll(client);
      const all = new Set(ids);
      if (all.size !== ids.length || all.size !== known.length || known.some((preset) => !all.has(preset.id)))
        return false;
      await client.query(
        `UPDATE "QuotaPreset" p SET "sortOrder" = o.place FROM unnest($1::text[]) WITH ORDINALITY o(id, place) WHERE p.id = o.id`,
        [ids],
      );
      await audit(client, { actorId, action: "preset.order", subject: "presets", detail: { ids } });
      return true;
    }),
  deletePreset: (id: string, actorId: string): Promise<"deleted" | "gone" | "default" | "used"> =>
    inTransaction(pool, async (client) => {
      const preset = (await lockAll(client)).find((one) => one.id === id);
      if (!preset) return "gone";
      if (preset.isDefault) return "default";
      const used = await client.query(`SELECT FROM "Invitation" WHERE "presetName" = $1 LIMIT 1`, [preset.name]);
      if (used.rowCount !== 0) return "used";
      await client.query(`DELETE FROM "QuotaPreset" WHERE id = $1`, [id]);
      await audit(client, { actorId, action: "preset.delete", subject: id, detail: { name: preset.name } });
      return "deleted";
    }),
});
