import { ApiProblem, isLoginLost } from "./api-problem.ts";
import type { Tokens } from "./protocol.ts";

/** Where the refresh token is kept between page loads. The access token stays in memory. */
export type RefreshTokenStore = { read: () => string | null; write: (token: string) => void; forget: () => void };
export type Login = {
  /** A token that is still good. `rejected`: the one that just got a 401, which is not handed out again. Throws `ApiProblem` 401 when the sign-in is gone. */
  accessToken: (rejected?: string) => Promise<string>;
  adopt: (tokens: Tokens) => void;
  /**
   * Does what makes another sign-in of this one, with the access token that it gets, while no tab refreshes: tokens that it answers
   * replace the old ones.
   */
  replace: <T extends { [Name in keyof Tokens]?: Tokens[Name] | undefined }>(
    work: (accessToken: string) => Promise<T>,
  ) => Promise<T>;
  exists: () => boolean;
};
type Surroundings = { now?: () => number; withLock?: <T>(name: string, work: () => Promise<T>) => Promise<T> };

const MARGIN_MS = 30_000;

/** One refresh at a time across all tabs, where the browser has locks; elsewhere the server's grace period covers the race. */
const withWebLock = <T>(name: string, work: () => Promise<T>): Promise<T> =>
  "locks" in navigator && navigator.locks ? (navigator.locks.request(name, work) as Promise<T>) : work();

export const createLogin = (
  name: string,
  store: RefreshTokenStore,
  refresh: (refreshToken: string) => Promise<Tokens>,
  { now = Date.now, withLock = withWebLock }: Surroundings = {},
): Login => {
  let access: { token: string; until: number } | null = null;
  let running: Promise<string> | null = null;

  const adopt = (tokens: Tokens): void => {
    access = { token: tokens.accessToken, until: now() + tokens.expiresIn * 1000 - MARGIN_MS };
    store.write(tokens.refreshToken);
  };

  const rotate = async (mayRepeat = true): Promise<string> => {
    const kept = store.read();
    if (kept === null) throw new ApiProblem(401, "session-ended", "there is no sign-in here");
    try {
      const tokens = await refresh(kept);
      adopt(tokens);
      return tokens.accessToken;
    } catch (problem) {
      // without locks another tab may have rotated it meanwhile: then its successor is in the store
      if (isLoginLost(problem) && mayRepeat && store.read() !== kept) return rotate(false);
      if (isLoginLost(problem)) {
        access = null;
        store.forget();
      }
      throw problem;
    }
  };

  const accessToken: Login["accessToken"] = async (rejected) => {
    if (access && access.token !== rejected && access.until > now()) return access.token;
    running ??= withLock(name, () => rotate()).finally(() => {
      running = null;
    });
    return running;
  };

  return {
    adopt,
    exists: () => store.read() !== null,
    accessToken,
    replace: async (work) => {
      // before the lock: a refresh takes the same one
      const token = await accessToken();
      return withLock(name, async () => {
        const answer = await work(token);
        if (answer.accessToken) adopt(answer as Tokens);
        return answer;
      });
    },
  };
};
