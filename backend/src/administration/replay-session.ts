import { createHash } from "node:crypto";
import type { AppContext } from "../app-context.ts";
import type { SessionRow } from "../conversations/conversation-store.ts";
import { retryExchange } from "../conversations/retry-exchange.ts";
import { startExchange } from "../conversations/start-exchange.ts";
import { startSession } from "../conversations/start-session.ts";
import { stopExchange } from "../conversations/stop-exchange.ts";
import { type SessionTranscript, type TranscriptExchange, wasAnswered } from "../conversations/transcript.ts";
import { inTransaction } from "../database/in-transaction.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { Replay, ReplayTurn } from "../protocol/scenarios.ts";
import { noScenario } from "./change-scenario.ts";
import { makeTrial } from "./make-trial.ts";
import type { ReplayRow } from "./replay-store.ts";

/** Lines that are said again: the main line's that were answered then. Of whoever was erased none is left. */
const linesOf = ({ exchanges }: SessionTranscript): TranscriptExchange[] =>
  exchanges.filter((exchange) => wasAnswered(exchange) && exchange.user.content !== "");
/** More than ordinary: what was said may have been long. */
const ROOM = 1.5;

const noReplay = (): Problem => new Problem("not-found", "There is no such replay.");
const wrongSession = (detail: string): Problem =>
  new Problem("invalid", detail, { errors: [{ pointer: "/sessionId", detail }] });

/**
 * Prepares to say the invitee's lines of a stored session to the draft as it is now: a trial session, with nothing said yet.
 * @throws Problem not-found (the scenario), invalid (a session that cannot be replayed)
 */
export const startReplay = async (
  world: AppContext,
  scenarioId: number,
  sourceSessionId: number,
  staffId: string,
): Promise<Replay> => {
  const versionId = await world.scenarioDraftStore.keepForTrial(scenarioId);
  if (versionId === null) throw noScenario();
  const source = await world.conversationStore.sessionById(sourceSessionId);
  if (!source) throw wrongSession(`There is no session ${sourceSessionId}.`);
  const lines = linesOf(await world.conversationStore.transcript(source.id));
  if (lines.length === 0) throw wrongSession("Nothing in this session was answered: there is nothing to say again.");
  const trial = await makeTrial(world, {
    version: await world.conversationStore.version(versionId),
    exchanges: Math.ceil(lines.length * ROOM) + 2,
    siteId: null,
    simulated: source.simulated,
    createdById: staffId,
    act: { action: "scenario.replay", subject: String(scenarioId), detail: { session: sourceSessionId } },
  });
  // Claimed by nobody: a guest without a sign-in, who consents to nothing and is in no export.
  const { userId } = await inTransaction(world.invitationStore.transactionPool, async (client) =>
    world.invitationStore.ensureGuest(client, await world.invitationStore.lock(client, trial.invitationId)),
  );
  const invitee = inviteeOf({ userId, invitationId: trial.invitationId });
  const locale = source.locale === null ? {} : { locale: source.locale };
  const { session } = await startSession(world, invitee, locale);
  const id = await world.replayStore.createReplay({ scenarioId, versionId, sourceSessionId, sessionId: session.id });
  return readReplay(world, id);
};

/** The guest of the trial, for whom this server speaks: nobody signs in. */
const inviteeOf = (owner: { userId: string; invitationId: string }): Invitee => ({
  ...owner,
  loginId: "",
  siteId: null,
  tokenVersion: 1,
});

type Open = { row: ReplayRow; session: SessionRow; before: SessionTranscript; now: SessionTranscript };
const open = async (world: AppContext, id: string): Promise<Open> => {
  const row = await world.replayStore.replay(id);
  if (!row) throw noReplay();
  const [session, before, now] = await Promise.all([
    world.conversationStore.sessionById(row.sessionId),
    world.conversationStore.transcript(row.sourceSessionId),
    world.conversationStore.transcript(row.sessionId),
  ]);
  if (!session) throw noReplay();
  return { row, session, before, now };
};

const sideOf = (exchange: TranscriptExchange | undefined) => ({
  partner: exchange?.partner?.content ?? null,
  coach: exchange?.coach?.content ?? null,
  coachMissing: exchange?.coachMissing ?? null,
});
const STATUS = { RUNNING: "running", COMPLETED: "completed", STOPPED: "stopped", FAILED: "failed" } as const;

const turnsOf = ({ before, now }: Open): ReplayTurn[] =>
  linesOf(before).map((line, place) => {
    const again = now.exchanges[place];
    return {
      number: place + 1,
      user: line.user.content,
      before: sideOf(line),
      now: {
        ...sideOf(again),
        status: again ? STATUS[again.status] : "waiting",
        problemCode: again?.problemCode ?? null,
      },
    };
  });

const stateOf = ({ row, session }: Open, turns: readonly ReplayTurn[]): Replay["state"] => {
  if (turns.some(({ now }) => now.status === "running")) return "running";
  if (row.cancelledAt !== null) return "cancelled";
  if (turns.some(({ now }) => now.status === "failed" || now.status === "stopped")) return "failed";
  if (turns.every(({ now }) => now.status === "completed")) return "ended";
  return session.expired || session.revoked ? "failed" : "next";
};

/** The line that failed is always the last that was said: nothing is said after one that was not answered. */
const againOf = ({ session }: Open, turns: readonly ReplayTurn[], state: Replay["state"]): number | null =>
  state !== "failed" || session.expired || session.revoked
    ? null
    : (turns.find(({ now }) => now.status === "failed")?.number ?? null);

const viewOf = (opened: Open): Replay => {
  const { row, before, now } = opened;
  const turns = turnsOf(opened);
  const state = stateOf(opened, turns);
  return {
    id: row.id,
    scenario: { id: row.scenarioId, slug: row.slug, name: row.name },
    source: { sessionId: row.sourceSessionId, version: row.sourceVersion },
    sessionId: row.sessionId,
    state,
    again: againOf(opened, turns, state),
    opening: { before: before.opening?.content ?? null, now: now.opening?.content ?? null },
    turns,
    tokens: { before: row.tokensBefore, now: row.tokensNow },
  };
};

/** Both sides, as far as it has come. @throws Problem not-found */
export const readReplay = async (world: AppContext, id: string): Promise<Replay> => viewOf(await open(world, id));

/** The same for whoever asks for the same line, so that two tabs say it once: a UUID (RFC 9562, version 8) of what it is. */
const keyFor = (...parts: [replayId: string, number: number, attempt?: number]): string => {
  const hex = createHash("sha256")
    .update(`replay ${parts.join(" ")}`)
    .digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

/**
 * Says the next line: a real exchange of the trial, metered on its quota. While one runs nothing new is said, and what is
 * cancelled, failed or ended stays so.
 * @throws Problem not-found, exhausted, daily-ceiling, expired, upstream problems
 */
export const sayNextLine = async (world: AppContext, id: string): Promise<Replay> => {
  const opened = await open(world, id);
  const view = viewOf(opened);
  const next = view.turns.find(({ now }) => now.status === "waiting");
  if (view.state !== "next" || !next) return view;
  const { session } = opened;
  const invitee = inviteeOf({ userId: session.userId, invitationId: session.invitationId });
  const { exchangeId } = await startExchange(world, invitee, session, keyFor(id, next.number), next.user);
  // Cancelled at the very moment it began.
  if ((await world.replayStore.replay(id))?.cancelledAt) await stopExchange(world, invitee, exchangeId);
  return readReplay(world, id);
};

/**
 * Says the line again that was not answered: another attempt of the same exchange, as an invitee tries one again, so that neither the
 * partner nor the coach ever sees the attempt that failed. What follows it was not said yet, and is said after it by `sayNextLine`:
 * a later line never stands on an answer that was not given. Whoever asks for the same attempt gets that one.
 * @throws Problem not-found, exhausted, daily-ceiling, expired, upstream problems
 */
export const sayLineAgain = async (world: AppContext, id: string, staffId: string): Promise<Replay> => {
  const opened = await open(world, id);
  const { again } = viewOf(opened);
  const failed = again === null ? undefined : opened.now.exchanges[again - 1];
  if (again === null || !failed) return viewOf(opened);
  const { session } = opened;
  const invitee = inviteeOf({ userId: session.userId, invitationId: session.invitationId });
  const { replayed } = await retryExchange(world, invitee, failed.id, keyFor(id, again, failed.attempt + 1));
  if (!replayed) await world.replayStore.noteAgain(id, again, staffId);
  if ((await world.replayStore.replay(id))?.cancelledAt) await stopExchange(world, invitee, failed.id);
  return readReplay(world, id);
};

/** What runs is stopped, and nothing more is said. @throws Problem not-found */
export const cancelReplay = async (world: AppContext, id: string, staffId: string): Promise<Replay> => {
  const { session, now } = await open(world, id);
  await world.replayStore.cancel(id, staffId);
  const running = now.exchanges.find(({ status }) => status === "RUNNING");
  if (running) {
    const invitee = inviteeOf({ userId: session.userId, invitationId: session.invitationId });
    await stopExchange(world, invitee, running.id);
  }
  return readReplay(world, id);
};
