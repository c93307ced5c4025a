import type { AppContext } from "../app-context.ts";
import type { Staff } from "../identity/authenticate.ts";
import { newApiKey } from "../identity/sign-in-staff.ts";
import { Problem } from "../problem.ts";
import type { CreateApiKey } from "../protocol/staff.ts";
import type { ApiKeyRow } from "./api-key-store.ts";

const DAY_MS = 86_400_000;

/** Nothing makes a key that may more than itself, or for longer. */
const limitsOf = ({ by }: Staff): { scopes: readonly string[]; expiresAt: Date | null } =>
  by.kind === "key" ? by : { scopes: [], expiresAt: null };

/** @throws Problem role-too-low, scope-too-narrow */
export const makeApiKey = async (
  world: Pick<AppContext, "apiKeyStore">,
  staff: Staff,
  { name, role, scopes = [], expiresInDays }: CreateApiKey,
): Promise<{ row: ApiKeyRow; key: string }> => {
  if (role === "ADMIN" && staff.role !== "ADMIN")
    throw new Problem("role-too-low", "Only an ADMIN makes an ADMIN key.");
  const own = limitsOf(staff);
  const isWider = scopes.length === 0 || scopes.some((scope) => !own.scopes.includes(scope));
  if (own.scopes.length > 0 && isWider)
    throw new Problem("scope-too-narrow", `This API key makes keys of its own scopes only: ${own.scopes.join(", ")}.`);
  const wanted = expiresInDays === undefined ? null : new Date(Date.now() + expiresInDays * DAY_MS);
  const expiresAt = own.expiresAt && (!wanted || wanted > own.expiresAt) ? own.expiresAt : wanted;
  const { key, hash } = newApiKey();
  const row = await world.apiKeyStore.add({
    hash,
    name,
    role,
    scopes: [...new Set(scopes)],
    userId: staff.userId,
    expiresAt,
    actorId: staff.userId,
  });
  return { row, key };
};
