import { generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ConfigError, readConfig } from "../../src/config.ts";

const OIDC = { OIDC_NAME: "Campus", OIDC_ISSUER: "https://id.example", OIDC_CLIENT_ID: "c", OIDC_CLIENT_SECRET: "s" };
const GOOGLE = { GOOGLE_CLIENT_ID: "c", GOOGLE_CLIENT_SECRET: "s" };
const GITHUB = { GITHUB_CLIENT_ID: "c", GITHUB_CLIENT_SECRET: "s" };
const APPLE = { APPLE_CLIENT_ID: "c", APPLE_TEAM_ID: "t", APPLE_KEY_ID: "k" };
const PRODUCTION = { NODE_ENV: "production", MODEL: "simulator" };
const wrong = (env: Record<string, string>): string => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return "";
};

describe("settings of sign-in", () => {
  it("none is no provider; a complete set is one; secrets stay apart", () => {
    expect(readConfig({}).config.signIn).toEqual({ providers: [], adminEmails: [], adminEmailProviders: ["google"] });
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
    const { config, secrets } = readConfig({ ...OIDC, ...GOOGLE, ...GITHUB, ...APPLE, APPLE_PRIVATE_KEY: pem });
    expect(config.signIn.providers.map(({ id }) => id)).toEqual(["google", "apple", "github", "oidc"]);
    expect(secrets.signIn).toEqual({ google: "s", apple: pem, github: "s", oidc: "s" });
    expect(JSON.stringify(config)).not.toContain("PRIVATE KEY");
  });
  it.each<[Record<string, string>, string]>([
    [{ GOOGLE_CLIENT_ID: "c" }, "GOOGLE_CLIENT_SECRET: required with GOOGLE_CLIENT_ID"],
    [{ GITHUB_CLIENT_SECRET: "s" }, "GITHUB_CLIENT_ID: required"],
    [{ OIDC_ISSUER: "https://id.example" }, "OIDC_NAME: required"],
    [{ ...APPLE, APPLE_PRIVATE_KEY: "no key" }, "APPLE_PRIVATE_KEY: is no private EC key"],
    [{ ...OIDC, OIDC_ISSUER: "http://id.example" }, "OIDC_ISSUER: needs https"],
    [{ ...OIDC, OIDC_ISSUER: "ftp://id.example" }, "OIDC_ISSUER"],
    [{ ...OIDC, OIDC_ISSUER: "http://127.0.0.1:9", ...PRODUCTION }, "OIDC_ISSUER: needs https"],
    [{ ...OIDC, OIDC_ISSUER: "http://127.0.0.1.evil.example" }, "OIDC_ISSUER: needs https"],
    [{ ...OIDC, OIDC_SCOPES: "profile" }, "OIDC_SCOPES: must contain openid"],
    [{ ...GOOGLE, GOOGLE_ISSUER: "https://evil.example" }, "GOOGLE_ISSUER: stands in on loopback only"],
    [{ ...GOOGLE, GOOGLE_ISSUER: "http://127.0.0.1:9", ...PRODUCTION }, "GOOGLE_ISSUER: stands in on loopback only"],
    [{ ...GITHUB, GITHUB_URL: "http://ghe.example" }, "GITHUB_URL: needs https"],
    [{ ADMIN_EMAILS: "boss" }, "ADMIN_EMAILS: boss is no e-mail address"],
    [{ ADMIN_EMAIL_PROVIDERS: "github" }, "ADMIN_EMAIL_PROVIDERS"],
  ])("%j is one clear line", (env, line) => {
    expect(wrong(env)).toContain(line);
    expect(wrong(env)).not.toContain("\n");
  });
});
