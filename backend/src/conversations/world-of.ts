import type { AppContext, Simulation } from "../app-context.ts";

/** The world a session talks in: a simulated one asks the simulator, whatever answers the others. What it has left is counted there, too. */
export const worldOf = <World extends Simulation & Pick<AppContext, "simulation">>(
  world: World,
  { simulated }: { simulated: boolean },
): World => (simulated && !world.simulated && world.simulation !== null ? { ...world, ...world.simulation } : world);
