import { createPrivateKey } from "node:crypto";
import { z } from "zod";
import type { ProviderId } from "../protocol/sign-in.ts";

export const GOOGLE_ISSUER = "https://accounts.google.com";
export const APPLE_ISSUER = "https://appleid.apple.com";
export const GITHUB_URL = "https://github.com";

const Env = z.object({
  GOOGLE_CLIENT_ID: z.string().optional(),
  GOOGLE_CLIENT_SECRET: z.string().optional(),
  GOOGLE_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  APPLE_CLIENT_ID: z.string().optional(),
  APPLE_TEAM_ID: z.string().optional(),
  APPLE_KEY_ID: z.string().optional(),
  APPLE_PRIVATE_KEY: z.string().optional(),
  APPLE_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  GITHUB_CLIENT_ID: z.string().optional(),
  GITHUB_CLIENT_SECRET: z.string().optional(),
  GITHUB_URL: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_NAME: z.string().max(60).optional(),
  OIDC_ISSUER: z.url({ protocol: /^https?$/ }).optional(),
  OIDC_CLIENT_ID: z.string().optional(),
  OIDC_CLIENT_SECRET: z.string().optional(),
  OIDC_SCOPES: z.string().default("openid profile email"),
  ADMIN_EMAILS: z.string().default(""),
  ADMIN_EMAIL_PROVIDERS: z.string().default("google"),
});
type Name = keyof z.infer<typeof Env>;

type Client = { clientId: string; name: string };
export type ProviderSettings =
  | (Client & { kind: "openid"; id: "google" | "oidc"; issuer: string; scopes: string })
  | (Client & { kind: "apple"; id: "apple"; issuer: string; teamId: string; keyId: string })
  | (Client & { kind: "github"; id: "github"; url: string });
export type SignInSettings = {
  providers: ProviderSettings[];
  /** lower case; each makes its owner an ADMIN, once */
  adminEmails: string[];
  /** whose word on an address is taken for that */
  adminEmailProviders: ProviderId[];
};
/** Client secrets by provider; Apple's is a private key (PEM). */
export type SignInSecrets = Partial<Record<ProviderId, string>>;

const words = (text: string): string[] =>
  text
    .split(",")
    .map((word) => word.trim().toLowerCase())
    .filter((word) => word !== "");
const isLoopback = (url: string): boolean => /^(?:127\.0\.0\.1|localhost|\[::1\])$/.test(new URL(url).hostname);
const isEcKey = (pem: string): boolean => {
  try {
    return createPrivateKey(pem).asymmetricKeyType === "ec";
  } catch {
    return false;
  }
};

/**
 * Where people may sign in. A provider is on when all of its settings are there, off when none is.
 * Issuers come from here alone, never from a request, and speak https except on loopback outside production.
 * @param refuse throws, with one clear line
 */
export const readSignInSettings = (
  given: Record<string, string | undefined>,
  production: boolean,
  refuse: (line: string) => never,
): { settings: SignInSettings; secrets: SignInSecrets } => {
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return refuse(`${issue?.path.join(".") ?? "settings"}: ${issue?.message ?? "not valid"}`);
  }
  const it = parsed.data;
  const complete = (...names: Name[]): boolean => {
    const missing = names.filter((name) => it[name] === undefined);
    if (missing.length > 0 && missing.length < names.length)
      refuse(`${missing[0]}: required with ${names.find((name) => it[name] !== undefined)}`);
    return missing.length === 0;
  };
  const checked = (name: Name, url: string): string => {
    if (!url.startsWith("https:") && (production || !isLoopback(url)))
      refuse(`${name}: needs https (http works on loopback only, and not with NODE_ENV=production)`);
    return url;
  };
  // These providers are known by their address: another one stands in for them while trying things out, never in production.
  const standIn = (name: "GOOGLE_ISSUER" | "APPLE_ISSUER", usual: string): string => {
    const url = it[name];
    if (url === undefined || url === usual) return usual;
    if (production || !isLoopback(url)) refuse(`${name}: stands in on loopback only, and not with NODE_ENV=production`);
    return url;
  };

  const providers: ProviderSettings[] = [];
  const secrets: SignInSecrets = {};
  if (complete("GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET")) {
    const issuer = standIn("GOOGLE_ISSUER", GOOGLE_ISSUER);
    const client = { name: "Google", clientId: it.GOOGLE_CLIENT_ID ?? "" };
    providers.push({ kind: "openid", id: "google", issuer, scopes: "openid profile email", ...client });
    secrets.google = it.GOOGLE_CLIENT_SECRET ?? "";
  }
  if (complete("APPLE_CLIENT_ID", "APPLE_TEAM_ID", "APPLE_KEY_ID", "APPLE_PRIVATE_KEY")) {
    const key = (it.APPLE_PRIVATE_KEY ?? "").replaceAll("\\n", "\n");
    if (!isEcKey(key)) refuse("APPLE_PRIVATE_KEY: is no private EC key in PEM (the .p8 file that Apple gives)");
    providers.push({
      kind: "apple",
      id: "apple",
      name: "Apple",
      issuer: standIn("APPLE_ISSUER", APPLE_ISSUER),
      clientId: it.APPLE_CLIENT_ID ?? "",
      teamId: it.APPLE_TEAM_ID ?? "",
      keyId: it.APPLE_KEY_ID ?? "",
    });
    secrets.apple = key;
  }
  if (complete("GITHUB_CLIENT_ID", "GITHUB_CLIENT_SECRET")) {
    const url = checked("GITHUB_URL", it.GITHUB_URL ?? GITHUB_URL).replace(/\/+$/, "");
    providers.push({ kind: "github", id: "github", name: "GitHub", url, clientId: it.GITHUB_CLIENT_ID ?? "" });
    secrets.github = it.GITHUB_CLIENT_SECRET ?? "";
  }
  if (complete("OIDC_NAME", "OIDC_ISSUER", "OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET")) {
    const issuer = checked("OIDC_ISSUER", it.OIDC_ISSUER ?? "");
    if (!it.OIDC_SCOPES.split(" ").includes("openid")) refuse("OIDC_SCOPES: must contain openid");
    const client = { name: it.OIDC_NAME ?? "", clientId: it.OIDC_CLIENT_ID ?? "" };
    providers.push({ kind: "openid", id: "oidc", issuer, scopes: it.OIDC_SCOPES, ...client });
    secrets.oidc = it.OIDC_CLIENT_SECRET ?? "";
  }
  const trusted = z.array(z.enum(["google", "apple", "oidc"])).safeParse(words(it.ADMIN_EMAIL_PROVIDERS));
  if (!trusted.success) return refuse("ADMIN_EMAIL_PROVIDERS: takes google, apple and oidc, with commas");
  const adminEmails = words(it.ADMIN_EMAILS);
  const wrong = adminEmails.find((email) => !z.email().safeParse(email).success);
  if (wrong !== undefined) refuse(`ADMIN_EMAILS: ${wrong} is no e-mail address`);
  return { settings: { providers, adminEmails, adminEmailProviders: trusted.data }, secrets };
};
