import type { CoachMissing, Message } from "../protocol/conversation.ts";

/** One exchange of a line as the contexts need it; texts of the latest attempt only. */
export type TranscriptExchange = {
  id: string;
  /** null: the main line */
  branchId: string | null;
  number: number;
  attempt: number;
  status: "RUNNING" | "COMPLETED" | "STOPPED" | "FAILED";
  coachMissing: CoachMissing | null;
  problemCode: string | null;
  user: Message;
  partner: Message | null;
  coach: Message | null;
};
/** A private question to the coach, with its answer. */
export type TranscriptAside = {
  id: string;
  number: number;
  branchId: string | null;
  afterNumber: number;
  status: TranscriptExchange["status"];
  problemCode: string | null;
  question: Message;
  answer: Message | null;
};
/** A branch with the exchanges that are its own: from `fromNumber` on. */
export type BranchLine = {
  id: string;
  parentId: string | null;
  fromNumber: number;
  /** number of its last exchange; `fromNumber` - 1 while it has none */
  exchangeCount: number;
  createdAt: string;
  exchanges: TranscriptExchange[];
};
/** A line of a session in order: what was said before exchange 1, then the exchanges by number. */
export type Transcript = { opening: Message | null; exchanges: TranscriptExchange[] };
/** All of a session: the main line, every branch in the order they were made, and the asides by number. */
export type SessionTranscript = Transcript & { branches: BranchLine[]; asides: TranscriptAside[] };

export const EMPTY_SESSION: SessionTranscript = { opening: null, exchanges: [], branches: [], asides: [] };

/** The main line, or a branch with what it shares: its ancestors' exchanges from before where it went off. */
export const lineOf = (session: SessionTranscript, branchId: string | null): Transcript => {
  if (branchId === null) return { opening: session.opening, exchanges: session.exchanges };
  const branch = session.branches.find(({ id }) => id === branchId);
  if (!branch) throw new Error(`branch ${branchId} is not in its session`);
  const shared = lineOf(session, branch.parentId).exchanges.filter(({ number }) => number < branch.fromNumber);
  return { opening: session.opening, exchanges: [...shared, ...branch.exchanges] };
};

/** The session with this exchange in its line: the newest there, or in its own place where it was there before. */
export const withExchange = (session: SessionTranscript, exchange: TranscriptExchange): SessionTranscript => {
  const among = (exchanges: TranscriptExchange[]): TranscriptExchange[] => [
    ...exchanges.filter(({ id }) => id !== exchange.id),
    exchange,
  ];
  return exchange.branchId === null
    ? { ...session, exchanges: among(session.exchanges) }
    : {
        ...session,
        branches: session.branches.map((branch) =>
          branch.id === exchange.branchId ? { ...branch, exchanges: among(branch.exchanges) } : branch,
        ),
      };
};

/** The exchanges of every line. */
export const everyExchange = (session: SessionTranscript): TranscriptExchange[] => [
  ...session.exchanges,
  ...session.branches.flatMap(({ exchanges }) => exchanges),
];

/** The line in which was written last: what a reader who has chosen none is told of. */
export const lineInUse = (session: SessionTranscript): string | null =>
  everyExchange(session).reduce<TranscriptExchange | null>(
    (newest, exchange) => (newest === null || exchange.user.id > newest.user.id ? exchange : newest),
    null,
  )?.branchId ?? null;

/** Number of the exchange that comes next in a line. */
export const nextNumber = (line: Transcript): number => (line.exchanges.at(-1)?.number ?? 0) + 1;

/** What was answered stays in the line; a failed, refused or wordless stopped exchange never enters a context. */
export const wasAnswered = (exchange: TranscriptExchange): boolean =>
  exchange.partner !== null && exchange.status !== "FAILED";

const LANE_ORDER = { user: 0, partner: 1, coach: 2 } as const;

/** The order of a transcript is (exchange number, lane), never the message id. */
export const inOrder = (messages: readonly Message[]): Message[] =>
  messages.toSorted(
    (a, b) => a.exchangeNumber - b.exchangeNumber || LANE_ORDER[a.role] - LANE_ORDER[b.role] || a.id - b.id,
  );

/** The messages that a reader is shown. */
export const messagesOf = (transcript: Transcript): Message[] => [
  ...(transcript.opening ? [transcript.opening] : []),
  ...transcript.exchanges.flatMap(({ user, partner, coach }) =>
    [user, partner, coach].filter((message) => message !== null),
  ),
];
