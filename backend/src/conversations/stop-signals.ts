import { z } from "zod";
import type { RedisLink } from "../bus/redis-link.ts";
import { Lane } from "../protocol/conversation.ts";

/** Stop what runs under this id: an exchange's lane (both, where none is named) in that attempt, or an aside (attempt 1). */
const StopSignal = z.object({ id: z.string(), attempt: z.int(), lane: Lane.optional() });
export type StopSignal = z.infer<typeof StopSignal>;

export type StopSignals = {
  /** Stops it here, or tells whoever runs it. */
  stop: (signal: StopSignal) => Promise<void>;
};

/** How long a wish to stop waits for a server that is cut off from Redis. */
const KEEP_SECONDS = 60;

/**
 * A stop may be asked on any instance. It is published, and kept for a minute: an owner that was cut off at the moment finds it when it
 * is back; where this server is cut off itself, it tells as soon as it can.
 * @param stopHere false where it does not run here
 * @param runningHere ids of what runs here
 */
export const createStopSignals = (
  link: RedisLink | null,
  stopHere: (signal: StopSignal) => boolean,
  runningHere: () => string[],
): StopSignals => {
  if (!link) return { stop: async (signal) => void stopHere(signal) };
  const waiting: { signal: StopSignal; until: number }[] = [];
  const channel = link.name("stop");
  const keyOf = (id: string): string => link.name(`stop:${id}`);

  const hear = (text: string | null): void => {
    const signal = StopSignal.safeParse(text === null ? null : JSON.parse(text));
    if (signal.success) stopHere(signal.data);
  };
  const tell = async (signal: StopSignal): Promise<void> => {
    const text = JSON.stringify(signal);
    await link.ask((client) =>
      Promise.all([client.set(keyOf(signal.id), text, "EX", KEEP_SECONDS), client.publish(channel, text)]),
    );
  };
  const send = (signal: StopSignal, until: number): Promise<void> =>
    tell(signal).catch(() => void waiting.push({ signal, until }));

  void link.subscribe(channel, hear, true).catch(() => undefined);
  link.onState((state) => {
    if (state === "away") return;
    for (const { signal, until } of waiting.splice(0)) if (until > Date.now()) void send(signal, until);
    const ids = runningHere();
    if (ids.length === 0) return;
    link
      .ask((client) => client.mget(ids.map(keyOf)))
      .then((found) => found.forEach(hear))
      .catch(() => undefined);
  });
  return {
    stop: async (signal) => {
      if (!stopHere(signal)) await send(signal, Date.now() + KEEP_SECONDS * 1000);
    },
  };
};
