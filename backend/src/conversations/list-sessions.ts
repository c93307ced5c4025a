import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { SessionSummary } from "../protocol/conversation.ts";
import { SessionId } from "../protocol/ids.ts";
import { sessionSummary } from "./session-summary.ts";

const PAGE = 50;

/** The place after a session in a list by falling id, as an opaque text. */
const placeAfter = (id: number): string => Buffer.from(String(id)).toString("base64url");
/** @throws Problem invalid */
const readPlace = (cursor: unknown): number | null => {
  if (cursor === undefined) return null;
  const text = typeof cursor === "string" ? Buffer.from(cursor, "base64url").toString("utf8") : "";
  const id = SessionId.safeParse(Number(text));
  if (id.success && placeAfter(id.data) === cursor) return id.data;
  throw new Problem("invalid", "The cursor is not one of ours.", {
    errors: [{ pointer: "/cursor", detail: "take it from the page before" }],
  });
};

/**
 * A page of the invitee's sessions, newest first.
 * @param cursor of the page before; undefined: the first page
 * @throws Problem invalid
 */
export const listSessions = async (
  world: Pick<AppContext, "conversationStore">,
  invitee: Invitee,
  cursor: unknown,
): Promise<{ items: SessionSummary[]; cursor: string | null }> => {
  const found = await world.conversationStore.sessionsPage(invitee, readPlace(cursor), PAGE + 1);
  const sessions = found.slice(0, PAGE);
  const ids = [...new Set(sessions.map(({ scenarioVersionId }) => scenarioVersionId))];
  const versions = new Map(
    await Promise.all(ids.map(async (id) => [id, await world.conversationStore.version(id)] as const)),
  );
  const last = sessions.at(-1);
  return {
    items: sessions.flatMap((session) => {
      const version = versions.get(session.scenarioVersionId);
      return version ? [sessionSummary(session, version)] : [];
    }),
    cursor: last && found.length > PAGE ? placeAfter(last.id) : null,
  };
};
