import type { Connection } from "../database/in-transaction.ts";
import { Problem } from "../problem.ts";
import { talkOf } from "./merge-store.ts";

/** What a merge would bring together, for the person who has to say yes: counts of the guest, the name of the account. */
export type BothAccounts = {
  from: { sessions: number; messages: number };
  into: { name: string | null; avatarUrl: string | null; provider: string };
};

/** The 409 that asks for `confirm: true`: both accounts stand in its body. */
export const identityTaken = async (
  client: Connection,
  {
    sourceId,
    target,
  }: { sourceId: string; target: { name: string | null; avatarUrl: string | null; provider: string } },
): Promise<Problem> => {
  const from = await talkOf(client, sourceId);
  const { name, avatarUrl, provider } = target;
  const both: BothAccounts = { from, into: { name, avatarUrl, provider } };
  return new Problem(
    "identity-taken",
    "You have an account here already. Confirm that what you said as a guest goes there.",
    { extension: both },
  );
};
