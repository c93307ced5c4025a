import type { Connection } from "../database/in-transaction.ts";
import { Problem } from "../problem.ts";
import { talkOf } from "./merge-store.ts";

/** What a merge would bring together, for the person who has to say yes: counts of the guest, the name of the account. */
export type BothAccounts = {
  from: { sessions: number; messages: number };
  /** `account`: whose word it is, as a screen calls them; `email`: as they have said it just now */
  into: { name: string | null; avatarUrl: string | null; provider: string; account: string; email: string | null };
};

/** The 409 that asks for `confirm: true`: both accounts stand in its body. */
export const identityTaken = async (
  client: Connection,
  { sourceId, target }: { sourceId: string; target: BothAccounts["into"] },
): Promise<Problem> => {
  const from = await talkOf(client, sourceId);
  const { name, avatarUrl, provider, account, email } = target;
  const both: BothAccounts = { from, into: { name, avatarUrl, provider, account, email } };
  return new Problem(
    "identity-taken",
    "You have an account here already. Confirm that what you said as a guest goes there.",
    { extension: both },
  );
};
