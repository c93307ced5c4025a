import jwt from "jsonwebtoken";

const MINUTES = 5;

/**
 * Apple's client secret is a JWT that the client signs (ES256), good for at most six months; ours for minutes.
 * Source: Apple, "Creating a client secret" (Sign in with Apple REST API).
 */
export const mintAppleSecret = (client: {
  clientId: string;
  teamId: string;
  keyId: string;
  privateKey: string;
  audience: string;
}): string =>
  jwt.sign({}, client.privateKey, {
    algorithm: "ES256",
    keyid: client.keyId,
    issuer: client.teamId,
    subject: client.clientId,
    audience: client.audience,
    expiresIn: MINUTES * 60,
  });

/** Apple tells the name once, unsigned, in the form beside the code: good enough to greet by, for nothing else. */
export const readAppleName = (form: string | null): string | null => {
  try {
    const { name } = JSON.parse(form ?? "{}") as { name?: { firstName?: unknown; lastName?: unknown } };
    const parts = [name?.firstName, name?.lastName].filter((part) => typeof part === "string" && part !== "");
    return parts.length === 0 ? null : parts.join(" ");
  } catch {
    return null;
  }
};
