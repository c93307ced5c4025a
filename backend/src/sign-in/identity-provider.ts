import type { ProviderId } from "../protocol/sign-in.ts";

/** Who somebody is, in the words of a provider. */
export type ProviderPerson = {
  subject: string;
  email: string | null;
  /** the provider says that the address is theirs */
  emailVerified: boolean;
  /** the provider hands out the address itself, so that nobody else can hold it there */
  emailAuthoritative: boolean;
  name: string | null;
  avatarUrl: string | null;
};

/** One go at a provider: what binds its answer to the browser that asked. */
export type ProviderFlow = { redirectUri: string; state: string; nonce: string; pkceVerifier: string };

export type IdentityProvider = {
  id: ProviderId;
  name: string;
  /** `ExternalIdentity.provider`: one name an authority, so that subjects of two can never be mixed up */
  identityProvider: string;
  /** the answer comes as a POST from another site, which drops Lax cookies */
  formPost: boolean;
  /** speaks OpenID Connect: its word on an address is signed */
  signed: boolean;
  /** Where the browser is sent. `choose`: not silently on with whoever is signed in there. @throws Problem provider-unavailable */
  begin: (flow: ProviderFlow & { choose: boolean }) => Promise<URL>;
  /** @param answer what came back with the browser. @throws ProviderRefusal */
  finish: (flow: ProviderFlow, answer: URLSearchParams) => Promise<ProviderPerson>;
};

/** declined: the person said no · failed: the answer does not hold · unavailable: the provider could not be asked */
export type RefusalCode = "sign-in-declined" | "sign-in-failed" | "provider-unavailable";
export class ProviderRefusal extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode, cause: unknown) {
    super(code, { cause });
    this.name = "ProviderRefusal";
    this.code = code;
  }
}

/** Text of a provider that is shown or stored: no NUL, no lone surrogates, not endless. */
export const cleanText = (value: unknown, most: number): string | null => {
  if (typeof value !== "string") return null;
  const text = value.replaceAll("\0", "").toWellFormed().trim().slice(0, most).toWellFormed();
  return text === "" ? null : text;
};
/** An address of a picture: https, or nothing. */
export const cleanPicture = (value: unknown): string | null => {
  const text = cleanText(value, 2_000);
  return text !== null && URL.canParse(text) && new URL(text).protocol === "https:" ? text : null;
};
