import { RateLimiterMemory, RateLimiterRes } from "rate-limiter-flexible";
import type { Config } from "../config.ts";
import { Problem } from "../problem.ts";

const take =
  (limiter: RateLimiterMemory) =>
  async (key: string): Promise<void> => {
    try {
      await limiter.consume(key);
    } catch (refusal) {
      if (!(refusal instanceof RateLimiterRes)) throw refusal;
      const seconds = Math.max(1, Math.ceil(refusal.msBeforeNext / 1000));
      throw new Problem("too-many", `Too many requests. Try again in ${seconds} s.`, { retryAfter: seconds });
    }
  };
const perMinute = (points: number) => take(new RateLimiterMemory({ points, duration: 60 }));

/** Limits a minute: claims and requests by address, exchanges by user. Each @throws Problem too-many */
export const createRateLimits = (limits: Config["limits"]) => ({
  claim: perMinute(limits.claimsPerMinute),
  exchange: perMinute(limits.exchangesPerMinute),
  request: perMinute(limits.requestsPerMinute),
});
export type RateLimits = ReturnType<typeof createRateLimits>;
