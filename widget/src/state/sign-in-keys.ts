const base64url = (bytes: Uint8Array): string =>
  btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

/**
 * A verifier and its challenge, as of PKCE (RFC 7636, S256): whoever redeems a sign-in proves that they began it. Null where the
 * page has no cryptography: it is there on https and on this machine alone.
 */
export const makeSignInKeys = async (): Promise<{ verifier: string; challenge: string } | null> => {
  if (!globalThis.crypto?.subtle) return null;
  const verifier = base64url(crypto.getRandomValues(new Uint8Array(32)));
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(verifier));
  return { verifier, challenge: base64url(new Uint8Array(digest)) };
};
