import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { Tokens } from "../protocol/identity.ts";
import { ACCESS_TOKEN_SECONDS, signAccessToken } from "./access-token.ts";
import { sha256 } from "./derive-key.ts";
import { deriveRefreshToken } from "./refresh-token.ts";

type World = Pick<AppContext, "identityStore" | "keys" | "signingKeys">;

export const refreshTokenHash = (world: Pick<World, "keys">) => (loginSessionId: string, generation: number) =>
  sha256(deriveRefreshToken(world.keys.refresh, loginSessionId, generation));

/** The pair a client holds: a 5 minute access token and the refresh token of a generation. */
export const issueTokens = (
  world: Pick<World, "keys" | "signingKeys">,
  login: { id: string; userId: string; invitationId: string | null },
  generation: number,
): Tokens => ({
  accessToken: signAccessToken(world.signingKeys, { sub: login.userId, sid: login.id, inv: login.invitationId }),
  expiresIn: ACCESS_TOKEN_SECONDS,
  refreshToken: deriveRefreshToken(world.keys.refresh, login.id, generation),
});

/** @throws Problem bad-token (unknown), session-ended (signed out, expired, or an old token used again) */
export const refreshLogin = async (world: World, refreshToken: string): Promise<Tokens> => {
  const rotation = await world.identityStore.rotateRefreshToken(sha256(refreshToken), refreshTokenHash(world));
  if (rotation.outcome === "unknown")
    throw new Problem("bad-token", "This refresh token is not known. Open the invitation link again.");
  if (rotation.outcome !== "rotated")
    throw new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
  const login = await world.identityStore.login(rotation.loginSessionId);
  if (!login?.live) throw new Problem("session-ended", "This sign-in has ended. Open the invitation link again.");
  return issueTokens(world, login, rotation.generation);
};
