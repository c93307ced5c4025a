import type { Connection } from "../database/in-transaction.ts";
import { Problem } from "../problem.ts";

/**
 * Whoever the invitation belongs to has signed in since. `ways` in its body says how they come back: `site`, where a host site has
 * signed them; `account`, where they have one of a provider. Not which, and not whose.
 */
export const invitationUsed = async (client: Connection, ownerId: string): Promise<Problem> => {
  const { rows } = await client.query<{ site: boolean | null; account: boolean | null }>(
    `SELECT bool_or(provider LIKE 'site:%') AS site, bool_or(provider NOT LIKE 'site:%') AS account
     FROM "ExternalIdentity" WHERE "userId" = $1`,
    [ownerId],
  );
  return new Problem(
    "invitation-used",
    "Whoever this invitation belongs to has signed in since. Sign in to come back.",
    { extension: { ways: { site: rows[0]?.site ?? false, account: rows[0]?.account ?? false } } },
  );
};
