import type { AppContext } from "../app-context.ts";
import { retryConflicts } from "../database/retry-conflicts.ts";
import { Problem } from "../problem.ts";
import type { Tokens } from "../protocol/identity.ts";
import { ACCESS_TOKEN_SECONDS } from "./access-token-seconds.ts";
import { signAccessToken } from "./access-token.ts";
import { personNeeded } from "./authenticate.ts";
import { sha256 } from "./derive-key.ts";
import type { Login } from "./identity-store.ts";
import { deriveRefreshToken } from "./refresh-token.ts";

type World = Pick<AppContext, "identityStore" | "keys" | "signingKeys" | "issuer">;

const ended = () => new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");

export const refreshTokenHash = (world: Pick<World, "keys">) => (loginSessionId: string, generation: number) =>
  sha256(deriveRefreshToken(world.keys.refresh, loginSessionId, generation));

/** Every token of an invitee is made here. @throws Problem known-person-needed */
const tokensOf = (
  world: World,
  login: Login,
  generation: number,
  unknown: "allowed" | "refused" = "refused",
): Tokens => {
  if (login.personNeeded && unknown === "refused") throw personNeeded();
  return {
    accessToken: signAccessToken(world.signingKeys, world.issuer, {
      sub: login.userId,
      sid: login.id,
      inv: login.invitationId,
      site: login.siteId,
      sv: login.tokenVersion,
    }),
    expiresIn: ACCESS_TOKEN_SECONDS,
    refreshToken: deriveRefreshToken(world.keys.refresh, login.id, generation),
  };
};

/**
 * The pair a client holds: a 5 minute access token and the refresh token of a generation. Of a login that is stored: what
 * the token says is read from there.
 * @param unknown `allowed`: also for whom the site has not signed; such a token reaches what `forInvitee` allows them
 * @throws Problem session-ended where it is gone, known-person-needed
 */
export const issueTokens = async (
  world: World,
  { id }: { id: string; userId?: string; invitationId?: string | null },
  generation: number,
  unknown: "allowed" | "refused" = "refused",
): Promise<Tokens> => {
  const login = await world.identityStore.login(id);
  if (!login) throw ended();
  return tokensOf(world, login, generation, unknown);
};

/** @throws Problem bad-token (unknown), session-ended (signed out, expired, or an old token used again) */
export const refreshLogin = async (world: World, refreshToken: string): Promise<Tokens> => {
  const rotation = await retryConflicts(() =>
    world.identityStore.rotateRefreshToken(sha256(refreshToken), refreshTokenHash(world)),
  );
  if (rotation.outcome === "unknown")
    throw new Problem("bad-token", "This refresh token is not known. Open the invitation link again.");
  // Who held the token may know that there is nothing to come back to.
  if (rotation.outcome === "erased")
    throw new Problem("session-ended", "Everything of this person was deleted.", { extension: { erased: true } });
  if (rotation.outcome === "replaced")
    throw new Problem("session-ended", "The invitation's link was replaced by a new one. Ask for the new link.", {
      extension: { replaced: true },
    });
  if (rotation.outcome !== "rotated") throw ended();
  const login = await world.identityStore.login(rotation.loginSessionId);
  if (!login?.live) throw ended();
  return tokensOf(world, login, rotation.generation);
};
