import { spoken } from "../text/words.ts";
import type { Conversation } from "./conversation.ts";

/**
 * The language that is heard and read aloud, BCP 47: the session's own, which partner and coach write in. Where it has none they
 * answer as they are written to, and the screen's is the best guess.
 */
export const spokenIn = ({ state }: Pick<Conversation, "state">): string =>
  state.peek()?.session.locale ?? spoken.peek().tag;
