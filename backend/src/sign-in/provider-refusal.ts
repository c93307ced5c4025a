import { AuthorizationResponseError } from "openid-client";
import { ProviderRefusal } from "./identity-provider.ts";

const isDeclined = (error: AuthorizationResponseError): boolean =>
  // Apple has a word of its own for a person who closed the window.
  ["access_denied", "user_cancelled_authorize"].includes(error.error);
const isAway = (error: unknown): boolean => {
  const { code, cause, name } = (error ?? {}) as { code?: string; cause?: unknown; name?: string };
  return code === "OAUTH_TIMEOUT" || name === "TimeoutError" || (error instanceof TypeError && cause !== undefined);
};

/** What a failure at a provider means to the person; the details stay in the cause, for the log. */
export const refusalOf = (error: unknown): ProviderRefusal => {
  if (error instanceof ProviderRefusal) return error;
  if (error instanceof AuthorizationResponseError && isDeclined(error))
    return new ProviderRefusal("sign-in-declined", error);
  return new ProviderRefusal(isAway(error) ? "provider-unavailable" : "sign-in-failed", error);
};
