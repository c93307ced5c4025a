import type { Redis } from "ioredis";
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes, type RateLimiterAbstract } from "rate-limiter-flexible";
import type { Config } from "../config.ts";
import { SENDS_PER_VALUE } from "../contact-methods/contact-code.ts";
import { Problem } from "../problem.ts";

const take =
  (limiter: RateLimiterAbstract) =>
  async (key: string, points = 1): Promise<void> => {
    try {
      await limiter.consume(key, points);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new Problem("too-many", `Too many requests. Try again in ${seconds} s.`, { retryAfter: seconds });
    }
  };

/**
 * Limits a minute: claims and requests by address, exchanges and all requests by user; an hour: codes by address and by whom they go to, events and recordings
 * by user. Each takes a key and how many it is for (1), all or none, and @throws Problem too-many
 * @param shared counts for all instances in Redis; while that is away, each counts for itself
 */
export const createRateLimits = (
  limits: Config["limits"],
  shared: { client: Redis; name: (rest: string) => string } | null = null,
) => {
  const perMinute = (points: number, name: string, minutes = 1) => {
    const rule = { points, duration: 60 * minutes };
    const alone = new RateLimiterMemory(rule);
    return take(
      shared === null
        ? alone
        : new RateLimiterRedis({
            ...rule,
            storeClient: shared.client,
            keyPrefix: shared.name(`limit:${name}`),
            rejectIfRedisNotReady: true,
            insuranceLimiter: alone,
          }),
    );
  };
  return {
    claim: perMinute(limits.claimsPerMinute, "claim"),
    exchange: perMinute(limits.exchangesPerMinute, "exchange"),
    request: perMinute(limits.requestsPerMinute, "request"),
    userRequest: perMinute(limits.userRequestsPerMinute, "user-request"),
    event: perMinute(limits.eventsPerHour, "event", 60),
    code: perMinute(limits.codesPerHour, "code", 60),
    codeTo: perMinute(SENDS_PER_VALUE, "code-to", 60),
    mail: perMinute(limits.mailsPerHour, "mail", 60),
    recording: perMinute(limits.recordingsPerHour, "recording", 60),
  };
};
export type RateLimits = ReturnType<typeof createRateLimits>;
