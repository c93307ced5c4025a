import type { AppContext } from "../src/app-context.ts";
import type { LogEntry, SessionLog } from "../src/conversations/session-log.ts";
import type { LanguageModel, ModelRequest } from "../src/model/language-model.ts";
import type { Message } from "../src/protocol/conversation.ts";
import { NO_TOKENS } from "../src/quotas/charge.ts";
import type { CallFacts } from "../src/quotas/settle-store.ts";

/** A bug planted in the product, by swapping a part of the world. The invariants have to catch it. */
export type Mutation = {
  name: string;
  /** the invariant that has to see it */
  caughtBy: RegExp;
  plant: (world: AppContext) => Partial<AppContext>;
  log?: (log: SessionLog) => SessionLog;
};

const none = () => ({});
/** True at every n-th call: a bug that always shows is too easy to catch. */
const every = (n: number) => {
  let count = 0;
  return (): boolean => ++count % n === 0;
};
const onPartner = (model: LanguageModel, change: (request: ModelRequest) => ModelRequest): LanguageModel => ({
  ...model,
  stream: (request, signal) =>
    model.stream(/^\s*# You are the coach/.test(request.system) ? request : change(request), signal),
});

/** Readers get the event first, from the side; what it says reaches the log later, and one in five never does. */
const deliverFirst = (log: SessionLog): SessionLog => {
  const ahead = new Map<number, LogEntry[]>();
  const isLost = every(5);
  return {
    ...log,
    append: async (sessionId, event) => {
      if (event.type === "partner-delta" && isLost()) {
        const at = await log.position(sessionId);
        ahead.set(sessionId, [...(ahead.get(sessionId) ?? []), { id: at, event }]);
        return at;
      }
      return log.append(sessionId, event);
    },
    async *read(sessionId, cursor, signal) {
      let given = (ahead.get(sessionId) ?? []).length;
      for await (const entry of log.read(sessionId, cursor, signal)) {
        const early = (ahead.get(sessionId) ?? []).slice(given);
        given += early.length;
        yield* early;
        yield entry;
      }
    },
  };
};

export const MUTATIONS: readonly Mutation[] = [
  {
    name: "settle twice",
    caughtBy: /used = sum of charges/,
    plant: ({ exchangeStore, database }) => ({
      exchangeStore: {
        ...exchangeStore,
        endPartner: async (exchangeId, holdId, call, reply) => {
          const end = await exchangeStore.endPartner(exchangeId, holdId, call, reply);
          await database.pool
            .query(
              `UPDATE "Invitation" SET usage = usage || jsonb_build_object('tokens', (usage ->> 'tokens')::bigint + $2::bigint) WHERE id = $1`,
              [call.invitationId, call.counts.output],
            )
            .catch(() => undefined);
          return end;
        },
      },
    }),
  },
  {
    name: "forget a hold",
    caughtBy: /no hold outlives its call|billed = charged|everything ends/,
    plant: ({ exchangeStore }) => ({
      exchangeStore: { ...exchangeStore, endCoach: async () => ({ message: null, settled: true, stand: null }) },
    }),
  },
  {
    name: "deliver before append",
    caughtBy: /what a reader is told is whole|one id, one event/,
    plant: none,
    log: deliverFirst,
  },
  {
    name: "leak a comment or an aside into the partner's context",
    caughtBy: /the partner's context is clean/,
    plant: ({ model, database }) => ({
      model: {
        ...model,
        stream: async function* (request, signal) {
          const { rows } = await database.pool.query<{ content: string }>(
            `SELECT m.content FROM "Message" m WHERE m.role = 'coach' AND m."sessionId" = (SELECT "sessionId" FROM "Message" WHERE content = $1 ORDER BY id DESC LIMIT 1) ORDER BY m.id DESC LIMIT 1`,
            [request.turns.at(-1)?.text],
          );
          const leak = rows[0]?.content;
          const leaking = onPartner(model, (asked) =>
            leak === undefined
              ? asked
              : {
                  ...asked,
                  turns: asked.turns.map((turn, at) => (at === 0 ? { ...turn, text: `${turn.text}\n${leak}` } : turn)),
                },
          );
          yield* leaking.stream(request, signal);
        },
      },
    }),
  },
  {
    name: "drop a delta",
    caughtBy: /what a reader is told is whole/,
    plant: none,
    log: (log) => {
      const isDropped = every(7);
      return {
        ...log,
        append: async (sessionId, event) =>
          event.type === "partner-delta" && event.offset > 0 && isDropped()
            ? log.position(sessionId)
            : log.append(sessionId, event),
      };
    },
  },
  {
    name: "tell a delta twice",
    caughtBy: /what a reader is told is whole/,
    plant: none,
    log: (log) => {
      const isDoubled = every(9);
      return {
        ...log,
        append: async (sessionId, event) => {
          if (event.type === "coach-delta" && isDoubled()) await log.append(sessionId, event);
          return log.append(sessionId, event);
        },
      };
    },
  },
  {
    name: "charge a cut stream nothing",
    caughtBy: /billed = charged/,
    plant: ({ exchangeStore }) => {
      const spare = (call: CallFacts): CallFacts => (call.estimated ? { ...call, counts: NO_TOKENS } : call);
      return {
        exchangeStore: {
          ...exchangeStore,
          endPartner: (exchangeId, holdId, call, reply) =>
            exchangeStore.endPartner(exchangeId, holdId, spare(call), reply),
          endCoach: (exchangeId, holdId, call, reply) => exchangeStore.endCoach(exchangeId, holdId, spare(call), reply),
        },
      };
    },
  },
  {
    name: "acknowledge what is not stored",
    caughtBy:
      /transcript is the database's|no session is stuck|acknowledged = stored|told is whole|an attempt|has its reply|unexpected answer|why there is none/,
    plant: ({ exchangeStore }) => {
      const isLost = every(6);
      return {
        exchangeStore: {
          ...exchangeStore,
          endPartner: async (exchangeId, holdId, call, reply) => {
            const lost = reply !== null && isLost();
            const end = await exchangeStore.endPartner(exchangeId, holdId, call, lost ? null : reply);
            if (!lost || !reply) return end;
            const message: Message = {
              id: 2_000_000_000,
              role: "partner",
              content: reply.content,
              exchangeId,
              exchangeNumber: 1,
              attempt: call.attempt,
              stopReason: reply.stopReason,
              timestamp: new Date().toISOString(),
              deliveredAt: null,
              seenAt: null,
              helpful: null,
            };
            return { ...end, message };
          },
        },
      };
    },
  },
  {
    name: "leave an exchange open",
    caughtBy: /everything ends|no session is stuck|one end an attempt|told is whole/,
    plant: ({ exchangeStore }) => {
      const isLeft = every(5);
      return {
        exchangeStore: {
          ...exchangeStore,
          endExchange: async (exchangeId, end) => (isLeft() ? end : exchangeStore.endExchange(exchangeId, end)),
        },
      };
    },
  },
];
