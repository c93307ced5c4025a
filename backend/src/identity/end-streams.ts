import type { AppContext } from "../app-context.ts";
import { STAFF_IDLE_MINUTES } from "./authenticate.ts";

/** Milliseconds between two looks: a sign-out, a lost role or a revoked key closes open streams within 5 s. */
export const LOOK_MS = 2_000;

/** Ends the streams whose reader may no more; one question to the database for all that this server holds open. */
export const endStreams = async (world: Pick<AppContext, "streams" | "identityStore">): Promise<void> => {
  const held = world.streams.heldBy();
  if (held.logins.length + held.cookies.length + held.keys.length === 0) return;
  world.streams.end(await world.identityStore.endedOf(held, STAFF_IDLE_MINUTES));
};
