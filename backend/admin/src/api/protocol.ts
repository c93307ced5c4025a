// The door to the wire's contract: types only, so that nothing of zod reaches the bundle,
// and the one module of it that screens run, which imports nothing.
import type { ProviderId, StaffApiKey, StaffSessionDetail } from "../../../src/protocol/index.ts";

export type * from "../../../src/protocol/index.ts";
export { parseCoachComment } from "../../../src/protocol/coach-comment.ts";

/** A page of a list, newest first; `cursor` null: it is the last one. */
export type Paged<T> = { items: T[]; cursor: string | null };
export type StaffExchange = StaffSessionDetail["exchanges"][number];
export type SignInProvider = { id: ProviderId; name: string };
export type StaffApiKeyWithKey = StaffApiKey & { key: string };
