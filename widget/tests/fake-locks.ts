type Held = { granted: boolean; run: () => void; lose: (reason: unknown) => void };

/** Web Locks as browsers have them (first come, first served; `steal`; `signal`), for one name space and several tabs. */
export const fakeLocks = () => {
  const queues = new Map<string, Held[]>();
  const next = (name: string): void => {
    const first = queues.get(name)?.[0];
    if (first && !first.granted) {
      first.granted = true;
      first.run();
    }
  };
  const leave = (name: string, held: Held): void => {
    queues.set(name, queues.get(name)?.filter((one) => one !== held) ?? []);
    queueMicrotask(() => next(name));
  };
  const request = (name: string, options: LockOptions, work: () => Promise<void>): Promise<void> =>
    new Promise((resolve, reject) => {
      const held: Held = {
        granted: false,
        lose: reject,
        run: () =>
          void work()
            .then(resolve, reject)
            .finally(() => leave(name, held)),
      };
      const queue = queues.get(name) ?? [];
      if (options.steal) {
        const [holder, ...others] = queue;
        queues.set(name, [held, ...(holder?.granted === false ? queue : others)]);
        holder?.lose(new DOMException("stolen", "AbortError"));
      } else queues.set(name, [...queue, held]);
      options.signal?.addEventListener("abort", () => {
        if (held.granted) return;
        leave(name, held);
        reject(options.signal?.reason);
      });
      queueMicrotask(() => next(name));
    });
  return { request };
};
