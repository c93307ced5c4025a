import { ApiProblem } from "../api/api-problem.ts";
import type { RedeemedSignIn, RedeemSignIn, Tokens } from "../api/protocol.ts";
import type { Pause } from "./poll-sign-in.ts";
import type { SignInDoor } from "./sign-in-door.ts";

/** Without tokens where the answer that had them was lost: then a refresh has brought them. */
export type Signed = RedeemedSignIn | Omit<RedeemedSignIn, keyof Tokens>;
type Redemption = { door: SignInDoor; id: string; request: RedeemSignIn; signal: AbortSignal; pause: Pause };

const MOST_TRIES = 5;

/**
 * Redeems a sign-in: the same request again where no answer came. It is good once, so one that went through, its answer lost, is
 * looked up instead. Throws the `ApiProblem` of the last try, or what `signal` was aborted for.
 */
export const redeemSurely = async ({ door, id, request, signal, pause }: Redemption): Promise<Signed> => {
  for (let tries = 1; ; tries += 1) {
    try {
      return await door.redeem(id, request);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) throw problem;
      if (problem.code === "sign-in-used" && tries > 1 && door.look)
        return { ...(await door.look()), outcome: "known", offer: null };
      if (!problem.passing || tries === MOST_TRIES) throw problem;
      await pause(Math.max((problem.retryAfter ?? 0) * 1000, tries * 1000), signal);
    }
  }
};
