import { ApiProblem } from "../api/api-problem.ts";
import type { Visit } from "./visit-model.ts";

/** So long a host page may take to find out who its visitor is. */
const PATIENCE_MS = 20_000;

const refusal = (): ApiProblem => new ApiProblem(403, "known-person-refused", "");
export const isRefused = (problem: unknown): boolean =>
  problem instanceof ApiProblem && problem.code === "known-person-refused";

/** What the page said did not hold. Until it says something else nobody goes on by it, and nobody in silence without it. */
export const refuse = (visit: Visit): void => {
  visit.person = null;
  visit.source ??= () => Promise.reject(refusal());
};

/** Asks the host's page who this is, as it has announced. Rejects with `known-person-refused` where it cannot say. */
export const hear = async (visit: Visit): Promise<void> => {
  const { source } = visit;
  if (source === null) return;
  let token: unknown;
  let late: ReturnType<typeof setTimeout> | undefined;
  try {
    const tooLate = new Promise<never>((_resolve, reject) => {
      late = setTimeout(() => reject(refusal()), PATIENCE_MS);
    });
    token = await Promise.race([typeof source === "function" ? source() : source, tooLate]);
  } catch {
    // what was said meanwhile counts
    if (visit.source === source) throw refusal();
  } finally {
    clearTimeout(late);
  }
  if (visit.source !== source) return visit.person ? undefined : hear(visit);
  // a promise is kept once
  if (typeof source !== "function") visit.source = null;
  visit.person = typeof token === "string" && token !== "" ? { token, confirm: false } : null;
};
