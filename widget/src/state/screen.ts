import type { OpenApi } from "../api/api-client.ts";
import type { ApiProblem } from "../api/api-problem.ts";
import type { Preview, ScenarioView } from "../api/protocol.ts";
import { en } from "../text/en.ts";
import type { Conversation } from "./conversation.ts";

/** What the panel shows. */
export type Screen =
  | { name: "opening" }
  | { name: "invite" }
  | { name: "preview"; token: string; preview: Preview }
  | { name: "choose"; scenarios: ScenarioView[] }
  | { name: "conversation"; conversation: Conversation }
  | { name: "lost" }
  | { name: "refused"; origin: string }
  /** the link itself is wrong */
  | { name: "link"; code: string; detail: string }
  | { name: "trouble"; code: string; detail: string };

/**
 * The screen that says what went wrong. A page that is not allowed cannot read why: one address may be read from
 * anywhere, and says; the command that allows the page goes to its console.
 */
export const screenOfProblem = async (
  { code, detail, status }: ApiProblem,
  checkOrigin: OpenApi["checkOrigin"],
): Promise<Screen> => {
  const check = code === "unreachable" || code === "origin-not-allowed" ? await checkOrigin().catch(() => null) : null;
  if (check && !check.allowed) {
    const origin = check.origin ?? location.origin;
    console.error(en.refusedConsole(origin, check.command ?? `npm run sidecoach -- site allow ${origin}`));
    return { name: "refused", origin };
  }
  return { name: status === 404 || status === 409 || status === 422 ? "link" : "trouble", code, detail };
};
