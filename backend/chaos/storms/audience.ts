import type { Agent } from "node:http";
import type { Arena } from "../arena.ts";
import { transcriptOf } from "../fold-view.ts";
import { call } from "../http-client.ts";
import { difference, storedTranscript } from "../invariants/transcripts.ts";
import { createPerson, type Person, type Sent } from "../person.ts";
import type { Random } from "../random.ts";
import { type Reader, type ReaderHabits, startReader } from "../reader.ts";
import { createRecord, type Record } from "../record.ts";
import { createStaff } from "../staff.ts";

export type Seat = {
  sessionId: number;
  invitationId: string;
  bearer: string;
  person: Person;
  sent: Sent[];
  readers: Reader[];
};
export type Audience = {
  seats: Seat[];
  record: Record;
  /** one instance or the other, at random */
  pickUrl: () => string | null;
  /** Each reader's transcript against the database's, once they have come to be equal or time is over. */
  compare: () => Promise<string[]>;
  leave: () => Promise<void>;
};

/** Many invitees at once, each with a session and some readers of it. */
export const seatAudience = async (
  arena: Arena,
  agent: Agent,
  random: Random,
  wanted: { seats: number; readers: number; scenario: string; habits: ReaderHabits },
): Promise<Audience> => {
  const record = createRecord();
  const routes = random.fork("routes");
  const pickUrl = (): string | null => {
    const urls = arena.instances.flatMap((instance) => instance.url() ?? []);
    return urls.length > 0 ? routes.pick(urls) : null;
  };
  const staff = createStaff(arena, agent, record, pickUrl);
  const seats: Seat[] = [];
  for (let place = 0; place < wanted.seats; place++) {
    const { id, token } = await staff.invite(5_000_000, wanted.scenario);
    const claimed = await call(agent, {
      method: "POST",
      url: `${pickUrl()}/v1/invitations/claim`,
      body: { token, consent: { service: "2026-11-24" } },
    });
    const bearer = `Bearer ${claimed?.body.accessToken as string}`;
    const headers = { authorization: bearer };
    const started = await call(agent, { method: "POST", url: `${pickUrl()}/v1/sessions`, body: {}, headers });
    if (started?.status !== 201) throw new Error(`no session: ${started?.status} ${JSON.stringify(started?.body)}`);
    const sessionId = started.body.id as number;
    const sent: Sent[] = [];
    const base = { agent, pickUrl, bearer: () => bearer, sessionId, record, sent };
    const readers = Array.from({ length: wanted.readers }, (_, at) =>
      startReader({
        ...base,
        random: random.fork(`reader ${sessionId}.${at}`),
        habits: wanted.habits,
        onWrong: (text) => record.wrong("what a reader is told is whole", `session ${sessionId}: ${text}`),
      }),
    );
    const name = `guest ${place}`;
    seats.push({
      sessionId,
      invitationId: id,
      bearer,
      person: createPerson({ ...base, name, random: random.fork(name) }),
      sent,
      readers,
    });
  }
  return {
    seats,
    record,
    pickUrl,
    compare: async () => {
      const apart: string[] = [];
      for (const { sessionId, readers } of seats) {
        const stored = await storedTranscript(arena.pool, sessionId);
        const differs = (): string | undefined =>
          readers
            .map(({ fold }) => (fold.state ? difference(transcriptOf(fold.state), stored) : "has read nothing"))
            .find((found) => found !== null) ?? undefined;
        for (let waited = 0; waited < 200 && differs() !== undefined; waited++)
          await new Promise((resolve) => setTimeout(resolve, 50));
        const found = differs();
        if (found !== undefined) apart.push(`session ${sessionId}: ${found}`);
      }
      return apart;
    },
    leave: async () => {
      await Promise.all(seats.flatMap(({ readers }) => readers.map((reader) => reader.stop())));
    },
  };
};

/** Waits until nothing of these invitations runs. @returns whether it came to that */
export const settled = async (arena: Arena, forMs = 60_000): Promise<boolean> => {
  const deadline = performance.now() + forMs;
  for (;;) {
    const { rows } = await arena.pool.query<{ open: number }>(
      `SELECT ((SELECT count(*) FROM "Exchange" WHERE status = 'RUNNING') + (SELECT count(*) FROM "Hold" WHERE state = 'LIVE'))::int AS open`,
    );
    if (rows[0]?.open === 0) return true;
    if (performance.now() > deadline) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
