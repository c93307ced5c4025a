// The door to the wire's contract: types only, so that nothing of zod reaches the bundle,
// and the one module of it that screens run, which imports nothing.
import type { StaffSession, StaffSessionDetail } from "../../../src/protocol/index.ts";

export type * from "../../../src/protocol/index.ts";
export { parseCoachComment } from "../../../src/protocol/coach-comment.ts";

export type StaffSessionPage = { items: StaffSession[]; cursor: string | null };
export type StaffExchange = StaffSessionDetail["exchanges"][number];
