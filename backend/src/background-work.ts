import type { AppContext } from "./app-context.ts";
import { tellExpiry } from "./conversations/tell-expiry.ts";
import { tellStatus } from "./conversations/tell-status.ts";
import { endStreams, LOOK_MS } from "./identity/end-streams.ts";
import { RELOAD_SECONDS } from "./identity/order-signing-keys.ts";
import {
  buryServers,
  deadServers,
  dropLease,
  dropOtherLeases,
  LEASE,
  renewLease,
  sessionsSince,
} from "./quotas/lease-store.ts";
import { reapOrphans } from "./quotas/reap-store.ts";
import { tellReaped } from "./conversations/tell-reaped.ts";
import { forgetOldCodes } from "./contact-methods/contact-store.ts";
import { forgetOldAddresses } from "./administration/invitation-mail-store.ts";
import { forgetOldMessages } from "./mail/outbox-store.ts";
import { sendOutbox } from "./mail/send-outbox.ts";
import { goOnErasing, reapplyErasures } from "./rights/reapply-erasures.ts";
import { forgetUsedTickets } from "./rights/transcript-store.ts";
import { sweepRecordings } from "./recordings/sweep-recordings.ts";
import { countAll } from "./figures/count-store.ts";
import { keepRetention } from "./retention/keep-retention.ts";
import { repeat } from "./jobs/repeat.ts";
import { createSpendWatch } from "./watch-spend.ts";

const SWEEP_MS = 15_000;
const EXPIRY_MS = 5_000;
const SPEND_MS = 5_000;
const OUTBOX_MS = 2_000;
const ERASURE_MS = 30_000;
const TIDY_MS = 600_000;
const COUNT_MS = 10_000;
const RETENTION_MS = 300_000;

/**
 * What dead servers left is settled, and their readers are told. What one committed in its last moments it may not have
 * told: readers of those sessions begin again from the database.
 */
const reap = async (world: AppContext): Promise<void> => {
  const { pool } = world.database;
  const me = { serverId: world.serverId, driven: world.running.ids };
  await tellReaped(world, await reapOrphans(pool, world.simulated, me));
  const dead = await deadServers(pool);
  if (dead.length === 0) return;
  for (const sessionId of await sessionsSince(pool, dead)) await world.log.forget(sessionId);
  await buryServers(pool, dead);
};

export type BackgroundWork = {
  /** what would change sessions stops at once; the lease is kept, and dead servers are cleared up after, until `stop` */
  stopSweeping: () => void;
  stop: () => Promise<void>;
};

/**
 * What a server does by the clock: it keeps its lease, settles what dead servers left, lets idle sessions go, tells
 * of expiry, and watches the daily ceilings.
 * @param alone this is the only instance there can be: every other lease is of a dead one
 */
export const startBackgroundWork = async (world: AppContext, alone: boolean): Promise<BackgroundWork> => {
  const { pool } = world.database;
  await renewLease(pool, world.serverId);
  if (alone) await dropOtherLeases(pool, world.serverId);
  await reap(world);
  // A backup may have been restored: what people had erased since goes before anybody is served.
  const again = await reapplyErasures(world);
  if (again.erased + again.withdrawn > 0) world.logger.warn(again, "erasures and withdrawals were applied again");
  world.models.breaker.onChange((state) => {
    world.metrics.upstreamBreaker.set({ closed: 0, "half-open": 1, open: 2 }[state]);
    world.logger.warn({ state }, "upstream's circuit breaker changed");
  });

  let renewedAt = Date.now();
  const stopLease = repeat(world, "the lease", LEASE.renewMs, async () => {
    await renewLease(pool, world.serverId);
    renewedAt = Date.now();
  });
  // An owner that cannot renew stops its work before others may take it over.
  const stopGuard = repeat(world, "the lease's guard", 1_000, async () => {
    if (Date.now() - renewedAt > LEASE.giveUpMs) world.running.stopAll("server-stopped");
  });
  const stopReaper = repeat(world, "the reaper", LEASE.renewMs, () => reap(world));
  const stopSweeper = repeat(world, "the sweeper", SWEEP_MS, async () => {
    for (const id of await world.conversationStore.abandonIdle(world.config.sessionIdleMinutes))
      await tellStatus(world, id, "ABANDONED");
  });
  const stopStreamEnds = repeat(world, "the look at who reads", LOOK_MS, () => endStreams(world));
  const stopKeys = repeat(world, "the signing keys", RELOAD_SECONDS * 1_000, () => world.signingKeys.reload());
  const stopExpiry = repeat(world, "the expiry sweep", EXPIRY_MS, async () => void (await tellExpiry(world)));
  const stopOutbox = repeat(world, "the outbox", OUTBOX_MS, async () => void (await sendOutbox(world)));
  const stopErasing = repeat(world, "the erasures", ERASURE_MS, () => goOnErasing(world));
  const stopTidying = repeat(world, "the tidying", TIDY_MS, async () => {
    await forgetOldCodes(pool);
    await forgetOldAddresses(pool);
    await forgetOldMessages(pool);
    await forgetUsedTickets(pool);
    await world.alertStore.forgetOldMarks();
    await sweepRecordings(world);
  });
  const stopCounting = repeat(world, "the figures", COUNT_MS, async () => void (await countAll(pool)));
  const stopRetention = repeat(world, "retention", RETENTION_MS, async () => void (await keepRetention(world)));
  const watchSpend = createSpendWatch(world);
  const stopSpendWatch = repeat(world, "the watch over daily ceilings", SPEND_MS, () => watchSpend());

  return {
    stopSweeping: () => {
      stopSweeper();
      stopExpiry();
    },
    stop: async () => {
      stopLease();
      stopGuard();
      stopReaper();
      stopSpendWatch();
      stopOutbox();
      stopErasing();
      stopTidying();
      stopCounting();
      stopRetention();
      for (const sender of Object.values(world.messageSenders)) sender.close();
      stopStreamEnds();
      stopKeys();
      // What was told while Redis is away stands in nobody's log: then the lease runs out by itself, as a dead server's does.
      if (world.bus.state() !== "away") await dropLease(pool, world.serverId).catch(() => undefined);
    },
  };
};
