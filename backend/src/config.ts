import { isIP } from "node:net";
import { z } from "zod";
import { readSignInSettings, type SignInSecrets, type SignInSettings } from "./sign-in/read-sign-in-settings.ts";

/** A setting that is wrong or missing: `main` prints the message as one line and exits 1. */
export class ConfigError extends Error {}

const integer = (low: number, high: number) => z.coerce.number().int().min(low).max(high);
const flag = z.enum(["true", "false", "1", "0", ""]).transform((text) => text === "true" || text === "1");
const webUrl = z.url({ protocol: /^https?$/ });

const Env = z.object({
  NODE_ENV: z.string().optional(),
  HOST: z.string().default("127.0.0.1"),
  PORT: integer(0, 65_535).default(8787),
  DEMO_PORT: integer(0, 65_535).default(8788),
  DATA_DIR: z.string().default(".data"),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/ }).optional(),
  DATABASE_POOL: integer(2, 500).default(20),
  REDIS_URL: z.url({ protocol: /^rediss?$/ }).optional(),
  SECRET_KEY: z.string().min(32, "needs at least 32 characters").optional(),
  PUBLIC_URL: webUrl.optional(),
  TRUST_PROXY: z.string().optional(),
  MODEL: z.enum(["anthropic", "simulator"]).optional(),
  ANTHROPIC_API_KEY: z.string().optional(),
  ANTHROPIC_BASE_URL: webUrl.optional(),
  FALLBACK_MODEL: z.string().min(1).default("claude-haiku-5-5"),
  SIMULATOR_SPEED: z.enum(["natural", "instant"]).default("natural"),
  SIMULATOR_SEED: integer(0, 2 ** 31).default(1),
  SIMULATOR_PORT: integer(0, 65_535).default(0),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("warn"),
  SESSION_IDLE_MINUTES: integer(1, 100_000).default(30),
  DRAIN_SECONDS: integer(0, 600).default(120),
  UPSTREAM_IDLE_SECONDS: integer(1, 600).default(30),
  PARTNER_MAX_TOKENS: integer(64, 32_000).default(1024),
  COACH_MAX_TOKENS: integer(64, 32_000).default(512),
  DAILY_TOKENS: integer(1, Number.MAX_SAFE_INTEGER).optional(),
  CLAIMS_PER_MINUTE: integer(1, 1_000_000).default(300),
  EXCHANGES_PER_MINUTE: integer(1, 1_000_000).default(120),
  REQUESTS_PER_MINUTE: integer(1, 10_000_000).default(6000),
  USER_REQUESTS_PER_MINUTE: integer(1, 10_000_000).default(3000),
  EVENTS_PER_HOUR: integer(1, 10_000_000).default(2000),
  EMPTY_BRANCHES_PER_SESSION: integer(1, 10_000).default(50),
  STREAMS_PER_USER: integer(1, 10_000).default(100),
  CODES_PER_HOUR: integer(1, 1_000_000).default(10),
  MAILS_PER_HOUR: integer(1, 1_000_000).default(2_000),
  RECORDINGS_PER_HOUR: integer(1, 1_000_000).default(60),
  RECORDING_SECONDS: integer(1, 3_600).default(180),
  RECORDING_BYTES: integer(1_000, 100_000_000).default(5_000_000),
  RECORDING_LINK_MINUTES: integer(1, 1_440).default(60),
  TRANSCRIBE_URL: webUrl.optional(),
  TRANSCRIBE_KEY: z.string().optional(),
  TRANSCRIBE_MODEL: z.string().min(1).default("whisper-1"),
  TRANSCRIBE_SECONDS: integer(1, 120).default(30),
  SMTP_URL: z.url({ protocol: /^smtps?$/ }).optional(),
  MAIL_FROM: z
    .string()
    .regex(/^[^\r\n]*[^\s@<>]+@[^\s@<>]+>?$/, "needs an address, as in: Practice <no-reply@example.org>")
    .optional(),
  DEMO: flag.optional(),
});

export type Config = {
  production: boolean;
  host: string;
  port: number;
  demoPort: number;
  dataDir: string;
  /** null: PostgreSQL from npm, in the data directory */
  databaseUrl: string | null;
  databasePool: number;
  /** null: this is the only server on its database */
  redisUrl: string | null;
  publicUrl: string | null;
  /** as Express understands it: false, a hop count, or a list of addresses */
  trustProxy: boolean | number | string;
  model: "anthropic" | "simulator";
  anthropicBaseUrl: string | null;
  fallbackModel: string;
  simulator: { speed: "natural" | "instant"; seed: number; port: number };
  logLevel: string;
  sessionIdleMinutes: number;
  drainSeconds: number;
  upstreamIdleSeconds: number;
  maxTokens: { partner: number; coach: number };
  /** tokens that all invitations together may spend in one day (UTC); null: no ceiling */
  dailyTokens: number | null;
  /** of one recording, and how long its address is good */
  recordings: { maxSeconds: number; maxBytes: number; linkMinutes: number };
  /** what writes recordings down (OpenAI's /v1/audio/transcriptions); null: the browser, or nobody */
  transcribe: { url: string; model: string; seconds: number } | null;
  /** null: what would be mailed waits in the outbox, where an ADMIN reads it */
  mail: { smtpUrl: string; from: string } | null;
  limits: {
    claimsPerMinute: number;
    exchangesPerMinute: number;
    requestsPerMinute: number;
    userRequestsPerMinute: number;
    eventsPerHour: number;
    emptyBranchesPerSession: number;
    streamsPerUser: number;
    codesPerHour: number;
    mailsPerHour: number;
    recordingsPerHour: number;
  };
  /** print a fresh demo invitation and a sign-in link, serve the demo site */
  demo: boolean;
  signIn: SignInSettings;
};
export type Secrets = {
  secretKey: string | null;
  anthropicApiKey: string | null;
  transcribeKey: string | null;
  signIn: SignInSecrets;
};

const parseTrustProxy = (text: string | undefined): boolean | number | string => {
  if (text === undefined || text === "" || text === "false") return false;
  if (text === "true")
    throw new ConfigError("TRUST_PROXY: true would trust every sender; give a hop count or addresses");
  if (/^\d+$/.test(text)) return Number(text);
  const named = ["loopback", "linklocal", "uniquelocal"];
  const wrong = text
    .split(",")
    .map((part) => part.trim())
    .find((part) => !named.includes(part) && isIP(part.split("/")[0] ?? "") === 0);
  if (wrong !== undefined) throw new ConfigError(`TRUST_PROXY: ${wrong} is no address; give a hop count or addresses`);
  return text;
};

/**
 * Reads the settings once. An empty variable counts as unset.
 * @throws ConfigError with one clear line
 */
export const readConfig = (env: Record<string, string | undefined>): { config: Config; secrets: Secrets } => {
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = Env.safeParse(given);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new ConfigError(`${issue?.path.join(".") ?? "settings"}: ${issue?.message ?? "not valid"}`);
  }
  const it = parsed.data;
  const production = it.NODE_ENV === "production";
  if (it.DATABASE_URL && !it.SECRET_KEY)
    throw new ConfigError("SECRET_KEY: required with DATABASE_URL (at least 32 characters)");
  if (it.MODEL === "anthropic" && !it.ANTHROPIC_API_KEY && !it.ANTHROPIC_BASE_URL)
    throw new ConfigError("ANTHROPIC_API_KEY: required with MODEL=anthropic");
  if (production && !it.ANTHROPIC_API_KEY && it.MODEL !== "simulator")
    throw new ConfigError("ANTHROPIC_API_KEY: required with NODE_ENV=production (or say MODEL=simulator)");
  const signIn = readSignInSettings(given, production, (line) => {
    throw new ConfigError(line);
  });
  if (it.SMTP_URL && !it.MAIL_FROM)
    throw new ConfigError("MAIL_FROM: required with SMTP_URL (Practice <no-reply@example.org>)");
  const config: Config = {
    production,
    host: it.HOST,
    port: it.PORT,
    demoPort: it.DEMO_PORT,
    dataDir: it.DATA_DIR,
    databaseUrl: it.DATABASE_URL ?? null,
    databasePool: it.DATABASE_POOL,
    redisUrl: it.REDIS_URL ?? null,
    publicUrl: it.PUBLIC_URL?.replace(/\/+$/, "") ?? null,
    trustProxy: parseTrustProxy(it.TRUST_PROXY),
    model: it.MODEL ?? (it.ANTHROPIC_API_KEY || it.ANTHROPIC_BASE_URL ? "anthropic" : "simulator"),
    anthropicBaseUrl: it.ANTHROPIC_BASE_URL ?? null,
    fallbackModel: it.FALLBACK_MODEL,
    simulator: { speed: it.SIMULATOR_SPEED, seed: it.SIMULATOR_SEED, port: it.SIMULATOR_PORT },
    logLevel: it.LOG_LEVEL,
    sessionIdleMinutes: it.SESSION_IDLE_MINUTES,
    drainSeconds: it.DRAIN_SECONDS,
    upstreamIdleSeconds: it.UPSTREAM_IDLE_SECONDS,
    maxTokens: { partner: it.PARTNER_MAX_TOKENS, coach: it.COACH_MAX_TOKENS },
    dailyTokens: it.DAILY_TOKENS ?? null,
    recordings: {
      maxSeconds: it.RECORDING_SECONDS,
      maxBytes: it.RECORDING_BYTES,
      linkMinutes: it.RECORDING_LINK_MINUTES,
    },
    transcribe: it.TRANSCRIBE_URL
      ? { url: it.TRANSCRIBE_URL, model: it.TRANSCRIBE_MODEL, seconds: it.TRANSCRIBE_SECONDS }
      : null,
    mail: it.SMTP_URL && it.MAIL_FROM ? { smtpUrl: it.SMTP_URL, from: it.MAIL_FROM } : null,
    limits: {
      claimsPerMinute: it.CLAIMS_PER_MINUTE,
      exchangesPerMinute: it.EXCHANGES_PER_MINUTE,
      requestsPerMinute: it.REQUESTS_PER_MINUTE,
      userRequestsPerMinute: it.USER_REQUESTS_PER_MINUTE,
      eventsPerHour: it.EVENTS_PER_HOUR,
      emptyBranchesPerSession: it.EMPTY_BRANCHES_PER_SESSION,
      streamsPerUser: it.STREAMS_PER_USER,
      codesPerHour: it.CODES_PER_HOUR,
      mailsPerHour: it.MAILS_PER_HOUR,
      recordingsPerHour: it.RECORDINGS_PER_HOUR,
    },
    demo: it.DEMO ?? !production,
    signIn: signIn.settings,
  };
  return {
    config: Object.freeze(config),
    secrets: Object.freeze({
      secretKey: it.SECRET_KEY ?? null,
      anthropicApiKey: it.ANTHROPIC_API_KEY ?? null,
      transcribeKey: it.TRANSCRIBE_KEY ?? null,
      signIn: signIn.secrets,
    }),
  };
};
