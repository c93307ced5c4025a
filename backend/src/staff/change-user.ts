import type { AppContext } from "../app-context.ts";
import type { Staff } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { Role } from "../identity/identity-store.ts";

/** Grants STAFF or ADMIN, or takes it away. @throws Problem own-role, role-too-low, not-found, invalid, last-admin */
export const changeUserRole = async (
  world: Pick<AppContext, "userStore">,
  staff: Staff,
  userId: string,
  role: Role,
): Promise<void> => {
  if (userId === staff.userId) throw new Problem("own-role", "Nobody changes their own role. Ask another ADMIN.");
  const grant = role === "STAFF" || role === "ADMIN" ? role : null;
  const { outcome } = await world.userStore.changeRole({ actorId: staff.userId, userId, grant });
  switch (outcome) {
    case "changed":
    case "unchanged":
      return;
    case "not-found":
      throw new Problem("not-found", "There is no such person.");
    case "gone":
      throw new Problem("invalid", "This person was merged into another, or erased.", {
        errors: [{ pointer: "/role", detail: "nobody signs in as this person any more" }],
      });
    case "actor-no-admin":
      throw new Problem("role-too-low", "This needs the role ADMIN.");
    case "last-admin":
      throw new Problem("last-admin", "This is the last ADMIN. Make another one first.");
  }
};
