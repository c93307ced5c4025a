/** The cookie that binds a provider's answer to the browser that asked, one a sign-in, so that two windows do not meet. */
type Binding = { id: string; formPost: boolean; isHttps: boolean };

const SECONDS = 600;

export const stateCookieName = ({ id, isHttps }: Pick<Binding, "id" | "isHttps">): string =>
  `${isHttps ? "__Host-" : ""}sidecoach-sign-in-${id}`;

/**
 * Express' options. A form that another site posts comes without Lax cookies: for a provider that answers so it is
 * SameSite=None, which browsers take with Secure alone. On http, loopback that is, `__Host-` and Secure would be refused.
 */
export const stateCookieOptions = ({ formPost, isHttps }: Pick<Binding, "formPost" | "isHttps">) => ({
  httpOnly: true,
  secure: isHttps || formPost,
  sameSite: formPost ? ("none" as const) : ("lax" as const),
  path: "/",
  maxAge: SECONDS * 1_000,
});
