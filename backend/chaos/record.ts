/** What happened in one history, in order, for the one who has to find out why an invariant broke. */
export type Step = { at: number; actor: string; text: string };
export type Record = {
  steps: Step[];
  violations: string[];
  note: (actor: string, text: string) => void;
  wrong: (invariant: string, text: string) => void;
};

const MOST_VIOLATIONS = 40;

export const createRecord = (): Record => {
  const startedAt = performance.now();
  const steps: Step[] = [];
  const violations: string[] = [];
  const note = (actor: string, text: string): void =>
    void steps.push({ at: Math.round(performance.now() - startedAt), actor, text });
  return {
    steps,
    violations,
    note,
    wrong: (invariant, text) => {
      note("INVARIANT", `${invariant}: ${text}`);
      if (violations.length < MOST_VIOLATIONS) violations.push(`${invariant}: ${text}`);
    },
  };
};

export const printSteps = (steps: readonly Step[]): string =>
  steps.map(({ at, actor, text }) => `${String(at).padStart(6)} ms  ${actor.padEnd(12)} ${text}`).join("\n");
