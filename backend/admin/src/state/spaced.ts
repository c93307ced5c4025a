/**
 * Runs `act` when it is asked for, never beside itself and never within `everyMs` after it ended; what is asked for
 * meanwhile is done once, afterwards.
 */
export const createSpaced = (act: () => Promise<void>, everyMs: number): { ask: () => void; stop: () => void } => {
  let resting = false;
  let asked = false;
  let stopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const run = async (): Promise<void> => {
    asked = false;
    resting = true;
    try {
      await act();
    } finally {
      timer = setTimeout(wake, everyMs);
    }
  };
  const wake = (): void => {
    resting = false;
    if (asked && !stopped) void run();
  };
  return {
    ask: () => {
      asked = true;
      if (!resting && !stopped) void run();
    },
    stop: () => {
      stopped = true;
      clearTimeout(timer);
    },
  };
};
