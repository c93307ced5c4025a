import { setTimeout as sleep } from "node:timers/promises";
import type { Arena, Ground } from "./arena.ts";
import { checkNextMessage, checkReaders } from "./check-sessions.ts";
import { comeToRest } from "./come-to-rest.ts";
import { createAgent } from "./http-client.ts";
import { auditBilling } from "./invariants/billing.ts";
import { auditContexts } from "./invariants/contexts.ts";
import { auditKeys } from "./invariants/keys.ts";
import { auditAtRest, auditLedger } from "./invariants/ledger.ts";
import { live } from "./live.ts";
import type { Mutation } from "./mutations.ts";
import { isOpen } from "./person.ts";
import { createRandom } from "./random.ts";
import type { Reader } from "./reader.ts";
import { createRecord, type Record, type Step } from "./record.ts";
import { sitDown } from "./sit-down.ts";
import { type Damage, makeTrouble } from "./trouble.ts";

export type Outcome = {
  seed: number;
  violations: string[];
  steps: Step[];
  ms: number;
  counts: { exchanges: number; calls: number; connections: number; cuts: number };
  /** it broke off in the middle: its arena still holds some of it */
  brokeOff: boolean;
};

const LONGEST_MS = 180_000;

const play = async (seed: number, arena: Arena, record: Record): Promise<Outcome["counts"]> => {
  const random = createRandom(String(seed));
  const agent = createAgent();
  const damage: Damage = { databaseBroke: false, ownerLost: false };
  let wild = true;
  const { staff, sittings, invitations } = await sitDown({ arena, agent, random, record, damage, wild: () => wild });
  const ids = invitations.map(({ id }) => id);

  const forMs = random.integer(150, 500);
  const audits = async (): Promise<void> => {
    const moments = random.fork("audits");
    for (let count = 0; count < 2; count++) {
      await sleep(moments.integer(20, forMs));
      for (const { invariant, rows } of await auditLedger(arena.pool, ids))
        record.wrong(invariant, JSON.stringify(rows));
    }
  };
  await Promise.all([
    ...sittings.flatMap((sitting) =>
      sitting.persons.map((person, place) => {
        const own = random.fork(`steps ${sitting.place}.${place}`);
        return live(person, sitting, own, own.integer(3, 7));
      }),
    ),
    ...invitations.map(({ id, tokens }, place) => staff.interfere(random.fork(`staff ${place}`), id, tokens, forMs)),
    makeTrouble(arena, random.fork("trouble"), record, damage, forMs),
    audits(),
  ]);

  record.note("harness", "all faults are over");
  wild = false;
  await arena.calm();
  await comeToRest(arena, record, ids, damage);
  for (const sitting of sittings)
    for (const sent of sitting.sent.filter(isOpen)) {
      // what got no answer is sent again under its key until it gets one, as the widget's outbox does
      for (let tries = 0; tries < 40 && (isOpen(sent) || sent.outcomes.at(-1)?.includes("-running")); tries++) {
        await sitting.persons[0]?.post(sent, "accept");
        if (sent.outcomes.at(-1) !== "taken") await sleep(50);
      }
      if (sent.outcomes.at(-1) === "unknown")
        record.wrong("what got no answer gets one later", `${sent.kind} ${sent.key}: ${sent.outcomes.join(", ")}`);
    }
  await comeToRest(arena, record, ids, damage);
  for (const sitting of sittings) await checkNextMessage(arena, record, staff, sitting, random);
  await comeToRest(arena, record, ids, damage);

  for (const { invariant, rows } of await auditAtRest(arena.pool, ids)) record.wrong(invariant, JSON.stringify(rows));
  for (const sitting of sittings)
    for (const text of await auditKeys(arena.pool, sitting.sessionId, sitting.sent))
      record.wrong("acknowledged = stored, once", text);
  const { journal } = arena.simulator;
  for (const text of await auditBilling(arena.pool, ids, journal, damage)) record.wrong("billed = charged", text);
  for (const text of await auditContexts(arena.pool, ids, journal))
    record.wrong("the partner's context is clean", text);
  await checkReaders(arena, record, sittings);
  await Promise.all(sittings.flatMap((sitting) => sitting.readers.map((reader) => reader.stop())));
  agent.destroy();

  const counted = await arena.pool.query<{ count: number }>(
    `SELECT count(*)::int FROM "Exchange" WHERE "invitationId" = ANY($1)`,
    [ids],
  );
  const readers = sittings.flatMap((sitting) => sitting.readers);
  const sum = (of: (reader: Reader) => number): number => readers.reduce((total, reader) => total + of(reader), 0);
  return {
    exchanges: counted.rows[0]?.count ?? 0,
    calls: journal.filter((entry) => entry.path === "/v1/messages").length,
    connections: sum((reader) => reader.counts.connections),
    cuts: sum((reader) => reader.counts.cuts),
  };
};

/** Every tenth seed plays on processes that are killed; of the others every third has its log in memory. */
const groundOf = (seed: number): Ground => (seed % 10 === 0 ? "children" : seed % 3 === 0 ? "memory" : "redis");

/** Plays the history of one seed in an arena of its own, and checks every invariant. */
export const runHistory = async (seed: number, arena: Arena, mutation: Mutation | null = null): Promise<Outcome> => {
  const startedAt = performance.now();
  const record = createRecord();
  let counts: Outcome["counts"] = { exchanges: 0, calls: 0, connections: 0, cuts: 0 };
  let brokeOff = false;
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`the history did not end within ${LONGEST_MS} ms`)), LONGEST_MS);
  });
  try {
    // a bug is planted in this process
    await arena.begin(mutation ? "memory" : groundOf(seed), mutation);
    counts = await Promise.race([play(seed, arena, record), late]);
  } catch (error) {
    brokeOff = true;
    record.wrong("the history plays", error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    clearTimeout(timer);
    await arena.end();
  }
  return {
    seed,
    violations: record.violations,
    steps: record.steps,
    ms: Math.round(performance.now() - startedAt),
    counts,
    brokeOff,
  };
};
