// What a host site's backend does: it signs who somebody is.
import { randomUUID } from "node:crypto";
import jwt from "jsonwebtoken";
import type { TestWorld } from "../test-world.ts";

export type SiteKey = { kid: string; secret: string };
type Claims = { sub?: string; iss?: string; aud?: string; jti?: string; name?: string; iat?: number; exp?: number };

export const now = () => Math.floor(Date.now() / 1000);

export const signPerson = (
  { kid, secret }: SiteKey,
  claims: Claims & Record<string, unknown> = {},
  algorithm: jwt.Algorithm = "HS256",
): string => {
  const all = {
    iss: "test-site",
    aud: "sidecoach",
    sub: "ada",
    jti: randomUUID(),
    iat: now(),
    exp: now() + 60,
    ...claims,
  };
  const given = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
  return jwt.sign(given, algorithm === "none" ? "" : secret, {
    algorithm,
    keyid: kid,
    noTimestamp: all.iat === undefined,
  });
};

/** A key of the test site, as an ADMIN makes one. */
export const makeKey = async (
  world: TestWorld,
  admin: Record<string, string>,
  siteId: string,
  body: object = {},
): Promise<SiteKey & { retiresAt: string | null }> => {
  const made = await world.call("POST", `/v1/admin/sites/${siteId}/keys`, body, admin);
  if (made.status !== 201) throw new Error(`${made.status} ${JSON.stringify(made.body)}`);
  return made.body;
};

export const siteOf = async (world: TestWorld, key = "test-site"): Promise<string> =>
  (await world.database.prisma.site.findUniqueOrThrow({ where: { key } })).id;
