import { randomBytes } from "node:crypto";
import type { PoolClient } from "pg";
import type { Database } from "../database/create-database.ts";

export type SignInPurpose = "link-popup" | "link-redirect" | "staff";
export type SignInRow = {
  id: string;
  purpose: SignInPurpose;
  provider: string;
  challenge: string;
  origin: string | null;
  returnUrl: string | null;
  choose: boolean;
  userId: string | null;
  loginSessionId: string | null;
  openedAt: Date | null;
  outcome: string | null;
  problemCode: string | null;
  expiresAt: Date;
  completedAt: Date | null;
  redeemedAt: Date | null;
  expired: boolean;
};
export type NewSignIn = Pick<
  SignInRow,
  "purpose" | "provider" | "challenge" | "origin" | "returnUrl" | "choose" | "userId" | "loginSessionId"
>;

/** Minutes from its beginning to its redemption. */
const SIGN_IN_MINUTES = 10;
const COLUMNS = `id, purpose, provider, challenge, origin, "returnUrl", choose, "userId", "loginSessionId", "openedAt", outcome, "problemCode", "expiresAt", "completedAt", "redeemedAt", "expiresAt" <= now() AS expired`;

export type SignInStore = ReturnType<typeof createSignInStore>;
export const createSignInStore = ({ pool }: Database) => ({
  add: async (it: NewSignIn): Promise<SignInRow> => {
    // What nobody redeemed is forgotten with what it held: an hour after its end, by whoever comes next.
    await pool.query(`DELETE FROM "SignIn" WHERE "expiresAt" < now() - interval '1 hour'`);
    const { rows } = await pool.query<SignInRow>(
      `INSERT INTO "SignIn" (id, purpose, provider, challenge, origin, "returnUrl", choose, "userId", "loginSessionId", "expiresAt")
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now() + make_interval(mins => $10)) RETURNING ${COLUMNS}`,
      [
        randomBytes(16).toString("base64url"),
        it.purpose,
        it.provider,
        it.challenge,
        it.origin,
        it.returnUrl,
        it.choose,
        it.userId,
        it.loginSessionId,
        SIGN_IN_MINUTES,
      ],
    );
    return rows[0] as SignInRow;
  },
  byId: async (id: string): Promise<SignInRow | null> => {
    const { rows } = await pool.query<SignInRow>(`SELECT ${COLUMNS} FROM "SignIn" WHERE id = $1`, [id]);
    return rows[0] ?? null;
  },
  byState: async (stateHash: string): Promise<SignInRow | null> => {
    const { rows } = await pool.query<SignInRow>(`SELECT ${COLUMNS} FROM "SignIn" WHERE "stateHash" = $1`, [stateHash]);
    return rows[0] ?? null;
  },
  /** A go at the provider begins; an earlier one's answer is not taken any more. False where there is nothing to begin. */
  open: async (id: string, stateHash: string): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `UPDATE "SignIn" SET "openedAt" = coalesce("openedAt", now()), "stateHash" = $2
       WHERE id = $1 AND "completedAt" IS NULL AND "expiresAt" > now()`,
      [id, stateHash],
    );
    return rowCount === 1;
  },
  /** The answer to a state is taken once: whoever brings it again finds nothing. */
  takeState: async (stateHash: string): Promise<boolean> => {
    const { rowCount } = await pool.query(
      `UPDATE "SignIn" SET "stateHash" = NULL WHERE "stateHash" = $1 AND "openedAt" IS NOT NULL AND "completedAt" IS NULL AND "expiresAt" > now()`,
      [stateHash],
    );
    return rowCount === 1;
  },
  complete: async (id: string, result: { outcome: string } | { problemCode: string }): Promise<void> => {
    await pool.query(
      `UPDATE "SignIn" SET "completedAt" = now(), outcome = $2, "problemCode" = $3 WHERE id = $1 AND "completedAt" IS NULL`,
      [id, "outcome" in result ? result.outcome : null, "problemCode" in result ? result.problemCode : null],
    );
  },
  lock: async (client: PoolClient, id: string): Promise<SignInRow | null> => {
    const { rows } = await client.query<SignInRow>(`SELECT ${COLUMNS} FROM "SignIn" WHERE id = $1 FOR UPDATE`, [id]);
    return rows[0] ?? null;
  },
  /** It was used: what the provider said is not kept. */
  markRedeemed: async (client: PoolClient, id: string): Promise<void> => {
    await client.query(
      `UPDATE "SignIn" SET "redeemedAt" = now(), "completedAt" = coalesce("completedAt", now()), outcome = NULL, "stateHash" = NULL WHERE id = $1`,
      [id],
    );
  },
  returnUrls: async (siteId: string): Promise<string[]> => {
    const { rows } = await pool.query<{ returnUrls: string[] }>(
      `SELECT "returnUrls" FROM "Site" WHERE id = $1 AND "isActive"`,
      [siteId],
    );
    return rows[0]?.returnUrls ?? [];
  },
  transactionPool: pool,
});
