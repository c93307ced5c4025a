import type { AppContext } from "../app-context.ts";

/** The world a session talks in: a simulated one asks the simulator, whatever answers the others. */
export const worldOf = (world: AppContext, { simulated }: { simulated: boolean }): AppContext =>
  simulated && !world.simulated && world.simulation !== null ? { ...world, ...world.simulation } : world;
