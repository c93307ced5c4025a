import { z } from "zod";
import { Timestamp } from "./ids.ts";

/** GET /v1/admin/system: how the installation is, as the server that answers sees it */
export const SystemView = z.object({
  version: z.string(),
  database: z.object({ version: z.string(), migrations: z.int(), lastMigration: z.string().nullable() }),
  upstream: z.object({ model: z.string(), breaker: z.enum(["closed", "half-open", "open"]) }),
  /** `outbox`: mails wait there, since SMTP_URL is not set */
  mail: z.enum(["sent", "outbox"]),
  bus: z.enum(["in-process", "ok", "away"]),
  /** servers with a lease; `me` answers */
  servers: z.array(
    z.object({ id: z.string(), startedAt: Timestamp, until: Timestamp, live: z.boolean(), me: z.boolean() }),
  ),
  /** daily ceilings, in tokens; `spent` with what is held */
  ceilings: z.array(z.object({ scope: z.string(), name: z.string(), ceiling: z.number(), spent: z.number() })),
  /** what is done by the clock, whichever server did it last */
  jobs: z.array(
    z.object({
      name: z.string(),
      lastAt: Timestamp,
      nextAt: Timestamp.nullable(),
      problem: z.string().nullable(),
    }),
  ),
  /** rows that figures do not hold yet; 10000: that many or more */
  pending: z.int(),
});
export type SystemView = z.infer<typeof SystemView>;
