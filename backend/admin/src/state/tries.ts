import type { BranchView } from "./types.ts";

/** Which try a branch is: `number` as the invitee reads it, the main line being the first. */
export type Try = { number: number };

/** The try of each branch by its id, in the order they were made. */
export const nameTries = (branches: readonly Pick<BranchView, "id">[]): ReadonlyMap<string, Try> =>
  new Map(branches.map(({ id }, place) => [id, { number: place + 2 }]));
