/** Types alone: nothing of zod may reach the bundle. */
export type * from "../../../backend/src/protocol/index.ts";
