import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
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
 * Does what is asked, once for its key: what was done before is told again. So it is where the request is refused, since
 * what it met may be its own equal, sent at the same moment, which was faster and holds the turn and the tokens.
 */
export const oncePerKey = async <T>(replay: () => Promise<T | null>, attempt: () => Promise<T>): Promise<T> => {
  const before = await replay();
  if (before) return before;
  try {
    return await attempt();
  } catch (error) {
    const meanwhile = error instanceof Problem ? await replay() : null;
    if (meanwhile) return meanwhile;
    throw error;
  }
};
