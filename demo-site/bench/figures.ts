/** The middle one; of an even number the lower. NaN of none. */
export const median = (all: readonly number[]): number =>
  all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) / 2)] ?? Number.NaN;

export const round = (value: number, digits = 0): string => (Number.isFinite(value) ? value.toFixed(digits) : "–");

/** how often ours goes into theirs */
export const ratio = (theirs: number, ours: number): string =>
  Number.isFinite(theirs / ours) && ours > 0 ? `${(theirs / ours).toFixed(1)} ×` : "–";

/** As Markdown has it. */
export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

export const gate = (name: string, holds: boolean, found: string): void =>
  console.log(`${holds ? "holds " : "MISSED"} ${name}: ${found}`);
