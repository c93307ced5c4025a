/** What an API key may be narrowed to; a key without any may do all that its role may. */
export const SCOPES = ["invitations", "sessions", "scenarios", "people", "export", "settings"] as const;
export type Scope = (typeof SCOPES)[number];

/** Who I am and signing out: every key may. */
const FREE = new Set(["me", "sign-in", "sign-out"]);
const GROUPS: Record<string, Scope> = {
  invitations: "invitations",
  sessions: "sessions",
  notes: "sessions",
  codes: "sessions",
  alerts: "sessions",
  scenarios: "scenarios",
  "quota-presets": "scenarios",
  replays: "scenarios",
  models: "scenarios",
  users: "people",
  "provider-names": "people",
  export: "export",
  usage: "export",
  telemetry: "export",
};

/** Routes of another group that show what was said: who reads sessions by them needs that scope. `also`: beside the group's own. */
const SHOW_WORDS = [
  { path: /^\/v1\/admin\/invitations\/[^/]+\/journey(?:\/|$)/, also: false },
  { path: /^\/v1\/admin\/scenarios\/[^/]+\/replays(?:\/|$)/, also: true },
  { path: /^\/v1\/admin\/replays(?:\/|$)/, also: true },
];

/**
 * The scopes that a staff route needs, by the first part of its path, written in any case, as the router finds it; what no group
 * names is a setting, and what shows what was said needs `sessions`.
 */
export const scopesOf = (path: string): Scope[] => {
  const lower = path.toLowerCase();
  const group = /^\/v1\/admin\/([^/]+)/.exec(lower)?.[1] ?? "";
  if (FREE.has(group)) return [];
  const own = Object.hasOwn(GROUPS, group) ? (GROUPS[group] ?? "settings") : "settings";
  const words = SHOW_WORDS.find(({ path: shows }) => shows.test(lower));
  if (!words) return [own];
  return words.also ? [own, "sessions"] : ["sessions"];
};
/** @param scopes of the key; empty: all @returns the scope that it lacks */
export const missingScope = (scopes: readonly string[], path: string): Scope | null =>
  scopes.length === 0 ? null : (scopesOf(path).find((needed) => !scopes.includes(needed)) ?? null);
