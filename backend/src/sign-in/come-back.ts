import type { AppContext } from "../app-context.ts";
import { sha256 } from "../identity/derive-key.ts";
import { encrypt } from "../identity/encrypt.ts";
import { Problem } from "../problem.ts";
import { redirectUriOf } from "./go-to-provider.ts";
import { type ProviderPerson, ProviderRefusal } from "./identity-provider.ts";
import { flowOf } from "./sign-in-keys.ts";
import type { SignInRow } from "./sign-in-store.ts";

export type Return = { row: SignInRow; person: ProviderPerson } | { row: SignInRow; problemCode: string };

const notHere = () =>
  new Problem(
    "not-found",
    "This sign-in was not begun in this browser, or it is over. Begin again on the page that you came from.",
  );

/**
 * The browser is back with the provider's answer. A state is good for one answer, in the browser that holds its cookie.
 * What fails after that ends the sign-in with a code.
 * @param cookieOf the state cookie of a sign-in, as this browser sent it
 * @param base as in `departFor`
 * @throws Problem not-found
 */
export const comeBack = async (
  world: AppContext,
  providerId: string,
  answer: URLSearchParams,
  cookieOf: (row: SignInRow) => string | null,
  base: string,
): Promise<Return> => {
  const state = answer.get("state") ?? "";
  const row = await world.signInStore.byState(sha256(state));
  const provider = world.providers.find(providerId);
  if (!row || !provider || row.provider !== provider.id || cookieOf(row) !== state) throw notHere();
  if (!(await world.signInStore.takeState(sha256(state)))) throw notHere();
  try {
    return {
      row,
      person: await provider.finish(flowOf(world, row.id, state, redirectUriOf(base, provider.id)), answer),
    };
  } catch (error) {
    if (!(error instanceof ProviderRefusal)) throw error;
    // The reason, never the answer: that holds a code, and errors of the library may hold tokens.
    const cause = (error.cause ?? {}) as { code?: unknown; name?: unknown };
    world.logger.warn(
      { signIn: row.id, provider: provider.id, problem: error.code, reason: cause.code ?? cause.name },
      "a sign-in failed at the provider",
    );
    await world.signInStore.complete(row.id, { problemCode: error.code });
    return { row, problemCode: error.code };
  }
};

/** What the provider said waits, encrypted, for the one who began it. */
export const keepOutcome = (world: AppContext, row: SignInRow, person: ProviderPerson): Promise<void> =>
  world.signInStore.complete(row.id, { outcome: encrypt(world.keys.signIn, JSON.stringify(person)) });
