import type { ProviderId } from "../api/protocol.ts";

/** Who signs in: whoever is in already, by the name of their sign-in, or the owner of an invitation on another device. */
export type TripBy = { name: string } | { invitationToken: string; deviceId: string };
/** What is needed again when the provider sends the browser back to this page: kept for this tab, for as long as that takes. */
export type Trip = { id: string; verifier: string; provider: ProviderId } & TripBy;
/** Back from a trip. `code` stands in the address beside the id; null: it failed, and the server says why. */
export type ComeBack = { trip: Trip; code: string | null };

const nameOf = (site: string): string => `sidecoach:${site}:trip`;
const isText = (value: unknown): value is string => typeof value === "string";

const parseTrip = (text: string | null): Trip | null => {
  try {
    const kept = JSON.parse(text ?? "") as Record<string, unknown>;
    const known = [kept["id"], kept["verifier"], kept["provider"]].every(isText);
    const by = isText(kept["name"]) || (isText(kept["invitationToken"]) && isText(kept["deviceId"]));
    return known && by ? (kept as Trip) : null;
  } catch {
    return null;
  }
};

/** @returns false where this browser keeps nothing: then there is no way back */
export const keepTrip = (site: string, trip: Trip): boolean => {
  try {
    sessionStorage.setItem(nameOf(site), JSON.stringify(trip));
    return true;
  } catch {
    return false;
  }
};

export const forgetTrip = (site: string): void => {
  try {
    sessionStorage.removeItem(nameOf(site));
  } catch {
    // blocked: then nothing was kept either
  }
};

/**
 * The trip that `ID.CODE`, or `ID` alone where it failed, comes back from. It is taken once; null where this tab began no such
 * sign-in: what somebody else's link brings along is nobody's.
 */
export const takeTrip = (site: string, fragment: string): ComeBack | null => {
  let kept: string | null = null;
  try {
    kept = sessionStorage.getItem(nameOf(site));
  } catch {
    // blocked
  }
  const trip = parseTrip(kept);
  const [id, code = null] = fragment.split(".");
  if (trip === null || trip.id !== id) return null;
  forgetTrip(site);
  return { trip, code };
};
