import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from "prom-client";

/** What GET /metrics shows. Labels are few and bounded: no ids, no texts. */
export const createMetrics = () => {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  return {
    registry,
    exchanges: new Counter({
      name: "sidecoach_exchanges_total",
      help: "Exchanges that ended",
      labelNames: ["status"],
      registers,
    }),
    outputTokens: new Counter({
      name: "sidecoach_output_tokens_total",
      help: "Output tokens of model calls",
      labelNames: ["lane", "model"],
      registers,
    }),
    upstreamProblems: new Counter({
      name: "sidecoach_upstream_problems_total",
      help: "Model calls that failed",
      labelNames: ["code"],
      registers,
    }),
    overrunTokens: new Counter({
      name: "sidecoach_overrun_tokens_total",
      help: "Tokens that calls used beyond what was held for them: alarm on any",
      registers,
    }),
    upstreamBreaker: new Gauge({
      name: "sidecoach_upstream_breaker",
      help: "Circuit breaker of this process: 0 closed, 1 trying one call, 2 open",
      registers,
    }),
    dailySpend: new Gauge({
      name: "sidecoach_daily_spend_ratio",
      help: "Spent and held of a daily ceiling: overall (all) or of a site's key",
      labelNames: ["scope"],
      registers,
    }),
    runningExchanges: new Gauge({
      name: "sidecoach_running_exchanges",
      help: "Exchanges that this server generates now",
      registers,
    }),
    openStreams: new Gauge({ name: "sidecoach_open_streams", help: "Event streams that are open now", registers }),
    requests: new Histogram({
      name: "sidecoach_request_seconds",
      help: "Requests by route and status",
      labelNames: ["route", "status"],
      buckets: [0.005, 0.02, 0.1, 0.5, 2, 10],
      registers,
    }),
  };
};
export type Metrics = ReturnType<typeof createMetrics>;
