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

/**
 * The scope that a staff route needs, by the first part of its path, written in any case, as the router finds it; what no group
 * names is a setting.
 */
export const scopeOf = (path: string): Scope | null => {
  const group = /^\/v1\/admin\/([^/]+)/.exec(path.toLowerCase())?.[1] ?? "";
  return FREE.has(group) ? null : (GROUPS[group] ?? "settings");
};
/** @param scopes of the key; empty: all */
export const allows = (scopes: readonly string[], path: string): boolean => {
  const needed = scopeOf(path);
  return scopes.length === 0 || needed === null || scopes.includes(needed);
};
