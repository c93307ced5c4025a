import { vi } from "vitest";

/** Until it is so. A busy machine may take its time to compile what a test asks for; a test that hangs says so all the same. */
export const arrives = (isThere: () => unknown): Promise<unknown> => vi.waitUntil(isThere, { timeout: 10_000 });
