import type { Agent } from "node:http";
import { type Arena, SLUGS } from "./arena.ts";
import { call } from "./http-client.ts";
import type { Sitting } from "./live.ts";
import { createPerson } from "./person.ts";
import type { Random } from "./random.ts";
import { startReader } from "./reader.ts";
import type { Record } from "./record.ts";
import { createStaff, type Staff } from "./staff.ts";
import type { Damage } from "./trouble.ts";

export type Company = {
  staff: Staff;
  sittings: Sitting[];
  invitations: { id: string; tokens: number }[];
};
type Table = { arena: Arena; agent: Agent; random: Random; record: Record; damage: Damage; wild: () => boolean };

/** One instance or the other, by this actor's own luck. Null while none is up. */
const urlPicker = (arena: Arena, random: Random) => (): string | null => {
  const urls = arena.instances.flatMap((instance) => instance.url() ?? []);
  return urls.length > 0 ? random.pick(urls) : null;
};
const oneOrTwo = (random: Random): number => (random.chance(0.25) ? 2 : 1);

const claim = async (agent: Agent, url: string, token: string): Promise<string> => {
  const body = { token, consent: { service: "2026-11-24" } };
  const claimed = await call(agent, { method: "POST", url: `${url}/v1/invitations/claim`, body });
  if (claimed?.status !== 200) throw new Error(`claim: ${claimed?.status} ${JSON.stringify(claimed?.body)}`);
  return `Bearer ${claimed.body.accessToken as string}`;
};

/** A session with its devices and readers. Names and luck go by places, never by ids: those differ from run to run. */
const openSitting = async (table: Table, guest: { id: string; bearer: string }, place: string): Promise<Sitting> => {
  const { arena, agent, random, record, damage, wild } = table;
  const headers = { authorization: guest.bearer };
  const url = `${arena.instances[0]?.url()}/v1/sessions`;
  const started = await call(agent, { method: "POST", url, body: { new: true }, headers });
  if (started?.status !== 201) throw new Error(`no session: ${started?.status} ${JSON.stringify(started?.body)}`);
  const sitting: Sitting = {
    place,
    sessionId: started.body.id,
    invitationId: guest.id,
    bearer: guest.bearer,
    persons: [],
    sent: [],
    readers: [],
    told: new Map(),
  };
  const base = { agent, bearer: () => guest.bearer, sessionId: sitting.sessionId, record, sent: sitting.sent };
  for (let device = oneOrTwo(random); device > 0; device--) {
    const name = `guest ${place}.${device}`;
    const own = random.fork(name);
    sitting.persons.push(createPerson({ ...base, name, random: own, pickUrl: urlPicker(arena, own.fork("routes")) }));
  }
  for (let reader = random.integer(1, 2); reader > 0; reader--) {
    const own = random.fork(`reader ${place}.${reader}`);
    const onWrong = (text: string): void =>
      record.wrong("what a reader is told is whole", `session ${place}, reader ${reader}: ${text}`);
    sitting.readers.push(
      startReader({
        ...base,
        random: own,
        pickUrl: urlPicker(arena, own.fork("routes")),
        habits: { wild },
        onWrong,
        onRepeat: (text) => {
          if (!damage.ownerLost && !damage.databaseBroke) onWrong(text);
        },
        onEntry: (entry, text) => {
          const before = sitting.told.get(entry);
          if (before !== undefined && before !== text)
            record.wrong("one id, one event", `session ${place}: ${entry} is ${before} and ${text}`);
          sitting.told.set(entry, text);
        },
      }),
    );
  }
  return sitting;
};

/** One or two guests with one or two sessions each, and the staff that invited them. */
export const sitDown = async (table: Table): Promise<Company> => {
  const { arena, agent, random, record } = table;
  const staff = createStaff(arena, agent, record, urlPicker(arena, random.fork("staff routes")));
  const company: Company = { staff, sittings: [], invitations: [] };
  const guests = random.integer(1, 2);
  for (let guest = 1; guest <= guests; guest++) {
    const tokens = Number(random.weighted({ "2000000": 5, "25000": 2, "12000": 1, "6000": 1 }));
    const { id, token } = await staff.invite(tokens, random.pick(SLUGS));
    company.invitations.push({ id, tokens });
    const bearer = await claim(agent, arena.instances[0]?.url() ?? "", token);
    const sessions = oneOrTwo(random);
    for (let session = 1; session <= sessions; session++)
      company.sittings.push(await openSitting(table, { id, bearer }, `${guest}.${session}`));
  }
  return company;
};
