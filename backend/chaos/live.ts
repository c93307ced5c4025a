import { setTimeout as sleep } from "node:timers/promises";
import { type Person, type Sent, wasTaken } from "./person.ts";
import type { Random } from "./random.ts";
import type { Reader } from "./reader.ts";

/** One session of a history, and everybody in it. */
export type Sitting = {
  /** guest and session, counted in this history */
  place: string;
  sessionId: number;
  invitationId: string;
  bearer: string;
  persons: Person[];
  sent: Sent[];
  readers: Reader[];
  told: Map<string, string>;
};

/** What one person does in a session, step by step. */
export const live = async (person: Person, sitting: Sitting, random: Random, steps: number): Promise<void> => {
  const ended = (): Sent[] => sitting.sent.filter(({ exchangeId }) => exchangeId !== null);
  const last = (kind: Sent["kind"]) => ended().findLast((sent) => sent.kind === kind);
  for (let step = 0; step < steps; step++) {
    await sleep(random.integer(0, 50));
    const exchange = last("exchange");
    const known = sitting.sent.length > 0 ? random.pick(sitting.sent) : undefined;
    const branches = [...(sitting.readers[0]?.fold.state?.exchanges.values() ?? [])].flatMap(
      ({ branch }) => branch ?? [],
    );
    const act = random.weighted({
      send: 10,
      resend: 2,
      misuse: 0.5,
      stop: 2,
      stopAside: 0.4,
      retry: 2.5,
      aside: 2.5,
      branch: 1.2,
      pause: 0.6,
      resume: 0.6,
      complete: 0.15,
      see: 1,
    });
    if (act === "send") {
      const sending = person.send(branches.length > 0 && random.chance(0.4) ? random.pick(branches) : null);
      if (random.chance(0.7)) await sending;
      else await Promise.all([sending, sleep(random.integer(0, 20)).then(() => person.see())]);
    }
    if (act === "resend" && known) await person.resend(known);
    // of a message that is stored: one that is not leaves its key free
    const stored = exchange && wasTaken(exchange) ? exchange : undefined;
    if (act === "misuse" && stored) await person.misuse(stored);
    if (act === "stop" && exchange?.exchangeId) await person.stop(exchange.exchangeId, "exchanges");
    const aside = last("aside");
    if (act === "stopAside" && aside?.exchangeId) await person.stop(aside.exchangeId, "asides");
    if (act === "retry" && exchange?.exchangeId) await person.retry(exchange.exchangeId);
    if (act === "aside") await person.aside();
    if (act === "branch" && exchange?.exchangeId) await person.branch(exchange.exchangeId);
    if (act === "pause") await person.change("PAUSED");
    if (act === "resume") await person.change("ACTIVE");
    if (act === "complete") await person.change("COMPLETED");
    if (act === "see") await person.see();
  }
};
