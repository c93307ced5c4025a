import type { Pool } from "pg";
import type { Database } from "../database/create-database.ts";
import { inTransaction } from "../database/in-transaction.ts";
import { putMessages } from "../mail/outbox-store.ts";
import type { MailKind } from "../protocol/bulk-invitations.ts";
import { audit } from "./audit-store.ts";
import type { Acted, InvitationActStore } from "./invitation-act-store.ts";
import type { MailWords } from "./invitation-mail-words.ts";

/** Reminders that one invitation gets at most, and hours between two mails to it. */
const MOST_REMINDERS = 3;
const HOURS_BETWEEN = 24;

export type MailedRow = {
  id: string;
  siteId: string | null;
  siteName: string | null;
  label: string | null;
  email: string;
  expiresAt: Date;
};
const GOES_ON = `i."revokedAt" IS NULL AND i."expiresAt" > now() AND i.email IS NOT NULL`;
const NOT_BEGUN = `NOT EXISTS (SELECT FROM "ConversationSession" s WHERE s."invitationId" = i.id)`;
/** The mark is set by the statement that chooses: whoever asks twice at once sends once. */
const CHOOSE: Record<MailKind, { set: string; where: string; why: string }> = {
  invitation: {
    set: `"mailQueuedAt" = now()`,
    where: `i."mailQueuedAt" IS NULL`,
    why: `CASE WHEN i."mailedAt" IS NULL THEN 'waits-already' ELSE 'sent-already' END`,
  },
  reminder: {
    set: `"remindedAt" = now(), "reminderCount" = i."reminderCount" + 1`,
    where: `i."mailedAt" IS NOT NULL AND i."reminderCount" < ${MOST_REMINDERS} AND ${NOT_BEGUN}
      AND greatest(i."mailedAt", i."remindedAt") < now() - interval '${HOURS_BETWEEN} hours'`,
    why: `CASE WHEN i."mailedAt" IS NULL THEN 'not-sent-yet' WHEN NOT (${NOT_BEGUN}) THEN 'begun'
      WHEN i."reminderCount" >= ${MOST_REMINDERS} THEN 'reminded-enough' ELSE 'reminded-today' END`,
  },
};

export type InvitationMailStore = ReturnType<typeof createInvitationMailStore>;
export const createInvitationMailStore = ({ pool }: Database, acts: InvitationActStore) => ({
  /** Puts a mail into the outbox for each that may have one, at one commit with its mark and its audit entry. @param write its words */
  mail: (
    kind: MailKind,
    ids: readonly string[],
    actorId: string,
    write: (row: MailedRow, template: MailWords | undefined) => MailWords,
  ): Promise<Acted> =>
    acts.act(ids, actorId, {
      action: kind === "invitation" ? "invitation.send" : "invitation.remind",
      change: async (client, chosen) => {
        const { rows } = await client.query<MailedRow>(
          `WITH chosen AS (UPDATE "Invitation" i SET ${CHOOSE[kind].set} WHERE i.id = ANY($1) AND ${GOES_ON} AND ${CHOOSE[kind].where} RETURNING i.*)
           SELECT c.id, c."siteId", c.label, c.email, c."expiresAt", w.name AS "siteName"
           FROM chosen c LEFT JOIN "Site" w ON w.id = c."siteId"`,
          [chosen],
        );
        const templates = await templatesOf(client, kind);
        await putMessages(
          client,
          rows.map((row) => ({
            channel: "email",
            recipient: row.email,
            invitationId: row.id,
            ...write(row, row.siteId === null ? undefined : templates.get(row.siteId)),
          })),
        );
        return rows.map(({ id }) => id);
      },
      why: `CASE WHEN i."revokedAt" IS NOT NULL THEN 'revoked' WHEN i."expiresAt" <= now() THEN 'expired'
        WHEN i.email IS NULL THEN 'no-address' ELSE ${CHOOSE[kind].why} END`,
    }),
  /** Whom `mail` would write to now, in the order of the ids, and the sites' own words. Nothing is changed. */
  preview: async (
    kind: MailKind,
    ids: readonly string[],
  ): Promise<{ rows: MailedRow[]; templates: Map<string, MailWords> }> => {
    const { rows } = await pool.query<MailedRow>(
      `SELECT i.id, i."siteId", i.label, i.email, i."expiresAt", w.name AS "siteName"
       FROM unnest($1::text[]) WITH ORDINALITY AS asked(id, place) JOIN "Invitation" i ON i.id = asked.id
       LEFT JOIN "Site" w ON w.id = i."siteId" WHERE ${GOES_ON} AND ${CHOOSE[kind].where} ORDER BY asked.place`,
      [[...new Set(ids)]],
    );
    return { rows, templates: await templatesOf(pool, kind) };
  },
  templates: async (siteId: string): Promise<Map<MailKind, MailWords>> => {
    const { rows } = await pool.query<MailWords & { kind: MailKind }>(
      `SELECT kind, subject, body FROM "MailTemplate" WHERE "siteId" = $1`,
      [siteId],
    );
    return new Map(rows.map(({ kind, subject, body }) => [kind, { subject, body }]));
  },
  /** @param words null: those that come with the product */
  setTemplate: (siteId: string, kind: MailKind, words: MailWords | null, actorId: string): Promise<void> =>
    inTransaction(pool, async (client) => {
      if (words === null)
        await client.query(`DELETE FROM "MailTemplate" WHERE "siteId" = $1 AND kind = $2`, [siteId, kind]);
      else
        await client.query(
          `INSERT INTO "MailTemplate" ("siteId", kind, subject, body, "updatedAt") VALUES ($1, $2, $3, $4, now())
           ON CONFLICT ("siteId", kind) DO UPDATE SET subject = excluded.subject, body = excluded.body, "updatedAt" = now()`,
          [siteId, kind, words.subject, words.body],
        );
      await audit(client, { actorId, action: "site.mail", subject: siteId, detail: { kind, changed: words !== null } });
    }),
});

const templatesOf = async (client: Pick<Pool, "query">, kind: MailKind): Promise<Map<string, MailWords>> => {
  const { rows } = await client.query<MailWords & { siteId: string }>(
    `SELECT "siteId", subject, body FROM "MailTemplate" WHERE kind = $1`,
    [kind],
  );
  return new Map(rows.map(({ siteId, subject, body }) => [siteId, { subject, body }]));
};

/** Days after its end for which an invitation's address is kept: as long as it may well be extended, or its mail asked after. */
const KEPT_DAYS = 30;
export const forgetOldAddresses = async (pool: Pool): Promise<void> => {
  await pool.query(
    `UPDATE "Invitation" SET email = NULL WHERE email IS NOT NULL AND "expiresAt" < now() - make_interval(days => $1)`,
    [KEPT_DAYS],
  );
};
