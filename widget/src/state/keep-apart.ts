import { nameOfInvitation } from "./browser-store.ts";
import type { Person, Visit } from "./visit-model.ts";

/** Whom a token names. Its signature is the server's to check; what is no token is a name of its own. */
const subjectOf = (token: string): string => {
  try {
    const claims = atob((token.split(".")[1] ?? "").replaceAll("-", "+").replaceAll("_", "/"));
    return String((JSON.parse(claims) as { sub: unknown }).sub);
  } catch {
    return token;
  }
};
const wordOf = ({ token }: Person): string => nameOfInvitation(subjectOf(token));

/** Not now: what was said here as a guest stays apart from the account, in this browser, until that is asked for anew. */
export const keepApart = ({ store }: Visit, name: string, person: Person): void =>
  store.write(`apart:${name}`, wordOf(person));

/** Whoever has said so is not asked again at every opening: they go on as the guest they are. */
export const forgoMerge = (visit: Visit, name: string): boolean => {
  const { person, store } = visit;
  if (!person || person.confirm || store.read(`apart:${name}`) !== wordOf(person)) return false;
  visit.person = null;
  return true;
};

export const isApart = ({ store, inside }: Visit): boolean =>
  inside !== null && store.read(`apart:${inside.name}`) !== null;

/** The question may be asked again. */
export const allowMerge = ({ store }: Visit): void => {
  for (const name of store.names("apart:")) store.forget(name);
};
