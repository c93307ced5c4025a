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
