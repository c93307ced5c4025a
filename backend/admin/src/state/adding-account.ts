/** What was begun before the browser left for a provider. */
export type AddingAccount = { provider: string; had: string[] };

const KEY = "sidecoach:console:adding-account";
/** ms; whoever comes to the console later than that came for something else */
const TRIP_MS = 15 * 60_000;

/** Kept for the trip alone, in this tab: the way back leads to /admin, whatever came of it. */
export const rememberAdding = (adding: AddingAccount, now = Date.now()): void => {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...adding, at: now }));
  } catch {
    // without storage one comes back to the list, as after any sign-in
  }
};

/** @returns what was begun in this tab, once; null where nothing was */
export const takeAdding = (now = Date.now()): AddingAccount | null => {
  try {
    const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as (AddingAccount & { at: number }) | null;
    sessionStorage.removeItem(KEY);
    return kept !== null && now - kept.at < TRIP_MS ? { provider: kept.provider, had: kept.had } : null;
  } catch {
    return null;
  }
};
