import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { MOST_COUNTED, type ScenarioContent } from "../protocol/scenarios.ts";
import { audit } from "./audit-store.ts";

/** Columns that a draft and a version have alike. */
const CONTENT = [
  "name",
  "description",
  "partnerPersona",
  "partnerSystemPrompt",
  "coachSystemPrompt",
  "partnerModel",
  "coachModel",
  "goal",
  "coachPolicy",
  "openingLine",
  "languages",
] as const satisfies (keyof ScenarioContent)[];
const columns = (alias: string): string => CONTENT.map((name) => `${alias}."${name}"`).join(", ");
const CONTENT_COLUMNS = CONTENT.map((name) => `"${name}"`).join(", ");

export type DraftRow = ScenarioContent & {
  id: number;
  slug: string;
  isActive: boolean;
  revision: number;
  updatedAt: Date;
  changed: boolean;
};
export type VersionSummaryRow = {
  number: number;
  name: string;
  publishedAt: Date;
  publishedBy: string | null;
  sessions: number;
};

/** The draft differs from the newest published version, or there is none. */
export const DRAFT_CHANGED = `NOT EXISTS (SELECT FROM "ScenarioVersion" v WHERE v."scenarioId" = c.id AND NOT v.trial
  AND v.number = (SELECT max(n.number) FROM "ScenarioVersion" n WHERE n."scenarioId" = c.id AND NOT n.trial)
  AND (${columns("v")}) IS NOT DISTINCT FROM (${columns("c")}))`;
const DRAFT = `SELECT c.id, c.slug, c."isActive", c.revision, c."updatedAt", ${columns("c")}, ${DRAFT_CHANGED} AS changed
  FROM "Scenario" c WHERE c.id = $1`;

/** The row, locked against other changes of it. */
const lockDraft = async (client: PoolClient, id: number): Promise<DraftRow | null> => {
  await client.query(`SELECT id FROM "Scenario" WHERE id = $1 FOR NO KEY UPDATE`, [id]);
  return (await client.query<DraftRow>(DRAFT, [id])).rows[0] ?? null;
};

const isDuplicate = (error: unknown): boolean => (error as { code?: string }).code === "23505";
const hasVersions = async (client: PoolClient, id: number): Promise<boolean> =>
  ((await client.query(`SELECT FROM "ScenarioVersion" WHERE "scenarioId" = $1 AND NOT trial LIMIT 1`, [id])).rowCount ??
    0) > 0;

export type ScenarioDraftStore = ReturnType<typeof createScenarioDraftStore>;
export const createScenarioDraftStore = ({ pool }: Pick<Database, "pool">) => ({
  draft: async (id: number): Promise<DraftRow | null> => (await pool.query<DraftRow>(DRAFT, [id])).rows[0] ?? null,
  /** Newest first. The sessions of each are counted no further than one can be told. */
  versions: async (id: number): Promise<VersionSummaryRow[]> => {
    const { rows } = await pool.query<VersionSummaryRow>(
      `SELECT v.number, v.name, v."publishedAt", coalesce(u.name, v."publishedById") AS "publishedBy",
         (SELECT count(*)::int FROM (SELECT FROM "ConversationSession" s WHERE s."scenarioVersionId" = v.id AND NOT s.trial LIMIT $2) counted) AS sessions
       FROM "ScenarioVersion" v LEFT JOIN "User" u ON u.id = v."publishedById"
       WHERE v."scenarioId" = $1 AND NOT v.trial ORDER BY v.number DESC LIMIT 200`,
      [id, MOST_COUNTED],
    );
    return rows;
  },
  version: async (
    id: number,
    number: number,
  ): Promise<(ScenarioContent & { id: string; publishedAt: Date }) | null> => {
    const { rows } = await pool.query<ScenarioContent & { id: string; publishedAt: Date }>(
      `SELECT v.id, v."publishedAt", ${columns("v")} FROM "ScenarioVersion" v WHERE v."scenarioId" = $1 AND v.number = $2 AND NOT v.trial`,
      [id, number],
    );
    return rows[0] ?? null;
  },
  /** @param content null: a copy of `from` under another name. @returns null where the slug is taken or there is no such `from` */
  create: async (
    made: { slug: string; name: string; from: string | null; fallbackModel: string },
    actorId: string,
  ): Promise<number | "slug-taken" | "no-source"> => {
    try {
      return await inTransaction(pool, async (client) => {
        const { rows } =
          made.from === null
            ? await client.query<{ id: number }>(
                `INSERT INTO "Scenario" (slug, name, description, "partnerPersona", "partnerSystemPrompt", "coachSystemPrompt", "partnerModel", "coachModel", "updatedAt")
                 VALUES ($1, $2, '', '', '', '', $3, $3, now()) RETURNING id`,
                [made.slug, made.name, made.fallbackModel],
              )
            : await client.query<{ id: number }>(
                `INSERT INTO "Scenario" (slug, ${CONTENT_COLUMNS}, "updatedAt")
                 SELECT $1, $2, ${CONTENT.filter((name) => name !== "name")
                   .map((name) => `"${name}"`)
                   .join(", ")}, now() FROM "Scenario" WHERE slug = $3 RETURNING id`,
                [made.slug, made.name, made.from],
              );
        const id = rows[0]?.id;
        if (id === undefined) return "no-source";
        const detail = { slug: made.slug, ...(made.from === null ? {} : { from: made.from }) };
        await audit(client, { actorId, action: "scenario.create", subject: String(id), detail });
        return id;
      });
    } catch (error) {
      if (isDuplicate(error)) return "slug-taken";
      throw error;
    }
  },
  /** Saves what is given over the draft of that revision: of many at once, one is saved. */
  change: async (
    id: number,
    revision: number,
    change: Partial<ScenarioContent> & { slug?: string | undefined },
    actorId: string,
  ): Promise<"saved" | "gone" | "draft-changed" | "slug-taken" | "slug-fixed"> => {
    try {
      return await inTransaction(pool, async (client) => {
        const draft = await lockDraft(client, id);
        if (!draft) return "gone";
        if (draft.revision !== revision) return "draft-changed";
        if (change.slug !== undefined && change.slug !== draft.slug && (await hasVersions(client, id)))
          return "slug-fixed";
        const given = [...CONTENT, "slug" as const].filter((name) => change[name] !== undefined);
        const values = given.map((name) => (name === "coachPolicy" ? JSON.stringify(change[name]) : change[name]));
        await client.query(
          `UPDATE "Scenario" SET ${given.map((name, place) => `"${name}" = $${place + 2}`).join(", ")}, revision = revision + 1, "updatedAt" = now() WHERE id = $1`,
          [id, ...values],
        );
        await audit(client, {
          actorId,
          action: "scenario.change",
          subject: String(id),
          detail: { fields: given, revision: revision + 1 },
        });
        return "saved";
      });
    } catch (error) {
      if (isDuplicate(error)) return "slug-taken";
      throw error;
    }
  },
  /**
   * Makes the draft of that revision the newest version: of many at once, one does.
   * @param refuse throws where the draft may not be published
   */
  publish: (
    id: number,
    revision: number,
    actorId: string,
    refuse: (draft: DraftRow) => void,
  ): Promise<{ number: number } | "gone" | "draft-changed" | "nothing-new"> =>
    inTransaction(pool, async (client) => {
      const draft = await lockDraft(client, id);
      if (!draft) return "gone";
      if (draft.revision !== revision) return "draft-changed";
      if (!draft.changed) return "nothing-new";
      refuse(draft);
      const { rows } = await client.query<{ number: number }>(
        `INSERT INTO "ScenarioVersion" (id, "scenarioId", number, ${CONTENT_COLUMNS}, "publishedById")
         SELECT gen_random_uuid()::text, c.id, coalesce((SELECT max(n.number) FROM "ScenarioVersion" n WHERE n."scenarioId" = c.id AND NOT n.trial), 0) + 1,
           ${columns("c")}, $2 FROM "Scenario" c WHERE c.id = $1 RETURNING number`,
        [id, actorId],
      );
      const number = rows[0]?.number as number;
      await audit(client, { actorId, action: "scenario.publish", subject: String(id), detail: { version: number } });
      return { number };
    }),
  /** @returns false where there is no such scenario; the same state again changes nothing and is no act */
  archive: (id: number, archived: boolean, actorId: string): Promise<boolean> =>
    inTransaction(pool, async (client) => {
      const draft = await lockDraft(client, id);
      if (!draft) return false;
      if (draft.isActive !== archived) return true;
      await client.query(`UPDATE "Scenario" SET "isActive" = $2, "updatedAt" = now() WHERE id = $1`, [id, !archived]);
      const action = archived ? "scenario.archive" : "scenario.restore";
      await audit(client, { actorId, action, subject: String(id) });
      return true;
    }),
  /** The draft as it is now, kept for trials of it: one row a revision. @returns its version's id */
  keepForTrial: (id: number): Promise<string | null> =>
    inTransaction(pool, async (client) => {
      const draft = await lockDraft(client, id);
      if (!draft) return null;
      const known = await client.query<{ id: string }>(
        `SELECT id FROM "ScenarioVersion" WHERE "scenarioId" = $1 AND trial AND number = $2`,
        [id, draft.revision],
      );
      if (known.rows[0]) return known.rows[0].id;
      const { rows } = await client.query<{ id: string }>(
        `INSERT INTO "ScenarioVersion" (id, "scenarioId", number, trial, ${CONTENT_COLUMNS})
         SELECT gen_random_uuid()::text, c.id, c.revision, true, ${columns("c")} FROM "Scenario" c WHERE c.id = $1 RETURNING id`,
        [id],
      );
      return rows[0]?.id ?? null;
    }),
});
