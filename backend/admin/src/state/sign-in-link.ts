const FRAGMENT = /^#sign-in=(.+)$/;

/** Takes the one-time token out of the address, so that no history, bookmark or screenshot keeps it. */
export const takeSignInToken = (): string | null => {
  const token = FRAGMENT.exec(location.hash)?.[1] ?? null;
  if (token !== null) history.replaceState(null, "", location.pathname + location.search);
  return token === null ? null : decodeURIComponent(token);
};
