import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import { wasOvertaken } from "../quotas/reserve-store.ts";
import { type KnownKey, knownKey } from "./request-key-store.ts";

type Request = { sessionId: number; key: string; kind: KnownKey["kind"]; bodyHash: string };

/**
 * What an earlier request with this key did, where it was the same request.
 * @throws Problem key-reused: the key was used for another body, or for another kind of request
 */
export const replayOf = async (
  world: Pick<AppContext, "database">,
  { sessionId, key, kind, bodyHash }: Request,
): Promise<KnownKey | null> => {
  const known = await knownKey(world.database.pool, sessionId, key);
  if (known && (known.kind !== kind || known.bodyHash !== bodyHash))
    throw new Problem(
      "key-reused",
      "This Idempotency-Key was used with another body. Make a new key for a new message.",
    );
  return known;
};

/**
 * Does what is asked, once for its key: what was done before is told again, looked up where the request is refused or meets its key in
 * the table. It may be its own equal that it met, sent at the same moment, which was faster and holds the turn and the tokens.
 * Only for what writes its key in the statement that does it.
 */
export const unlessKnown = async <T>(replay: () => Promise<T | null>, attempt: () => Promise<T>): Promise<T> => {
  try {
    return await attempt();
  } catch (error) {
    const before = error instanceof Problem || wasOvertaken(error) ? await replay() : null;
    if (before) return before;
    throw error;
  }
};
/** The same, looked up first: for what would have an effect of its own before it meets its key. */
export const oncePerKey = async <T>(replay: () => Promise<T | null>, attempt: () => Promise<T>): Promise<T> => {
  const before = await replay();
  return before ?? unlessKnown(replay, attempt);
};
