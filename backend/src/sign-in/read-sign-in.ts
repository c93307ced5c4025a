import { Problem } from "../problem.ts";
import type { ProviderId, SignInStatus } from "../protocol/sign-in.ts";
import type { SignInRow } from "./sign-in-store.ts";

/** A sign-in of somebody else, and the console's, are none. @throws Problem not-found */
export const assertBeginner = (row: SignInRow | null, loginId: string | null): SignInRow => {
  if (!row || row.purpose === "staff" || row.loginSessionId !== loginId)
    throw new Problem("not-found", "There is no such sign-in.");
  return row;
};

export const signInStatus = (row: SignInRow): SignInStatus => {
  const provider = row.provider as ProviderId;
  if (row.problemCode !== null) return { status: "failed", provider, code: row.problemCode };
  if (row.redeemedAt !== null) return { status: "failed", provider, code: "sign-in-used" };
  if (row.expired) return { status: "failed", provider, code: "sign-in-expired" };
  return { status: row.outcome === null ? "pending" : "ready", provider, code: null };
};
