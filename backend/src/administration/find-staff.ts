import type { AppContext } from "../app-context.ts";
import { authenticateStaff, type Staff } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";

/** Whom the console's cookie signs in; null where it signs in nobody (any more). @throws Problem role-too-low */
export const findStaff = async (
  world: Pick<AppContext, "identityStore">,
  cookie: string | null,
): Promise<Staff | null> => {
  try {
    return await authenticateStaff(world, { header: undefined, cookie }, "STAFF", "");
  } catch (error) {
    if (error instanceof Problem && error.status === 401) return null;
    throw error;
  }
};
