import { expect } from "vitest";

/** An assertion that is asked again until it holds: for what another process has yet to do. */
export const eventually = <T>(read: () => T | Promise<T>) => expect.poll(read, { timeout: 30_000 });
