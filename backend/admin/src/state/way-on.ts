import type { ConsoleApi } from "../api/console-api.ts";
import type { ActAnswer, WayOn } from "./types.ts";

export type Given = Pick<WayOn, "days" | "tokens">;
export type SkipReason = ActAnswer["skipped"][number]["why"];

export const needsNothing = ({ days, tokens }: Given): boolean => days === null && tokens === null;

/**
 * Gives what is missing: time first, since tokens are no use without it. Both are added where they are kept, so that two who help
 * at once both count; whoever sits before it is told of each.
 * @returns null: it was given; else why not
 */
export const giveWayOn = async (api: ConsoleApi, id: string, { days, tokens }: Given): Promise<SkipReason | null> => {
  if (days !== null) {
    const { skipped } = await api.actOnInvitations({ act: "extend", ids: [id], days });
    if (skipped[0]) return skipped[0].why;
  }
  if (tokens !== null) {
    const { skipped } = await api.actOnInvitations({ act: "top-up", ids: [id], tokens });
    if (skipped[0]) return skipped[0].why;
  }
  return null;
};
