import { readProblem, unreachable } from "./api-problem.ts";
import type { Login } from "./login.ts";
import type {
  ChangeSession,
  Lane,
  MeResponse,
  ScenarioView,
  SessionSummary,
  StartSession,
  TelemetryRequest,
  Tokens,
} from "./protocol.ts";

export type RequestOptions = {
  body?: unknown;
  token?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** it is sent to its end though the page is left */
  keepalive?: boolean;
};
/** Sends one request. Throws `ApiProblem` for every status outside 2xx and for no answer at all. */
export type SendRequest = (method: string, path: string, options?: RequestOptions) => Promise<Response>;

const PATIENCE_MS = 20_000;

export const createSendRequest =
  (base: string, fetchIt: typeof fetch = (...request) => fetch(...request)): SendRequest =>
  async (method, path, { body, token, headers, signal, keepalive = false } = {}) => {
    const response = await fetchIt(base + path, {
      method,
      // no cookie is ever sent or set: third-party cookies may be blocked
      credentials: "omit",
      cache: "no-store",
      keepalive,
      headers: {
        // bytes tell their type themselves
        ...(body === undefined || body instanceof Blob ? {} : { "Content-Type": "application/json" }),
        ...(token ? { Authorization: `Bearer ${token}` } : {}),
        ...headers,
      },
      ...(body === undefined ? {} : { body: body instanceof Blob ? body : JSON.stringify(body) }),
      signal: signal ?? AbortSignal.timeout(PATIENCE_MS),
    }).catch((problem: unknown) => {
      throw unreachable(problem);
    });
    if (!response.ok) throw await readProblem(response);
    return response;
  };

/** The body of an answer; one that breaks off is no answer. */
export const readJson = async <T>(answer: Promise<Response>): Promise<T> => {
  const response = await answer;
  return response.json().catch((problem: unknown) => {
    throw unreachable(problem);
  }) as Promise<T>;
};

/** Rotates a sign-in. It is asked by its refresh token alone. */
export const refreshWith =
  (send: SendRequest) =>
  (refreshToken: string): Promise<Tokens> =>
    readJson<Tokens>(send("POST", "/v1/auth/refresh", { body: { refreshToken } }));

export type Accepted = { exchangeId: string; number: number; attempt: number; branchId: string | null };
export type AcceptedAside = { asideId: string; number: number };

/** The calls of a signed-in invitee: each with a fresh access token, once more after a 401. */
export const createInviteeApi = (send: SendRequest, login: Login) => {
  const call: SendRequest = async (method, path, options = {}) => {
    const token = await login.accessToken();
    try {
      return await send(method, path, { ...options, token });
    } catch (problem) {
      if ((problem as { status?: number }).status !== 401) throw problem;
      return send(method, path, { ...options, token: await login.accessToken(token) });
    }
  };
  // 202 alone: what happens then comes by the session's events, the one source
  const accepted = { Accept: "application/json" };
  const postWords = <T>(
    path: string,
    key: string,
    content: string,
    branchId: string | null,
    recordingId?: string,
  ): Promise<T> =>
    readJson<T>(
      call("POST", path, {
        // the main line goes without saying: the same words under the same key are the same bytes to any server
        body: { content, branchId: branchId ?? undefined, recordingId },
        headers: { ...accepted, "Idempotency-Key": key },
      }),
    );
  const exchangePath = (exchangeId: string): string => `/v1/exchanges/${encodeURIComponent(exchangeId)}`;
  return {
    /** any request, as this invitee */
    call,
    /** The server says that the sign-in has ended: a new access token, or `ApiProblem` 401. */
    renew: async (): Promise<void> => void (await login.accessToken(await login.accessToken())),
    me: () => readJson<MeResponse>(call("GET", "/v1/me")),
    scenarios: () => readJson<{ items: ScenarioView[] }>(call("GET", "/v1/scenarios")).then((list) => list.items),
    startSession: (request: StartSession) => readJson<SessionSummary>(call("POST", "/v1/sessions", { body: request })),
    session: (id: number) => readJson<SessionSummary>(call("GET", `/v1/sessions/${id}`)),
    /** answers with the session as it is then: its times change with its status */
    changeSession: (id: number, status: ChangeSession["status"]) =>
      readJson<SessionSummary>(call("PATCH", `/v1/sessions/${id}`, { body: { status } })),
    /** `branchId`: the line it goes on in; null: the main one */
    sendMessage: (id: number, key: string, content: string, branchId: string | null, recordingId?: string) =>
      postWords<Accepted>(`/v1/sessions/${id}/exchanges`, key, content, branchId, recordingId),
    /** another go from before that exchange, with other words: a line of its own */
    startBranch: (exchangeId: string, key: string, content: string, recordingId?: string) =>
      postWords<Accepted>(`${exchangePath(exchangeId)}/branches`, key, content, null, recordingId),
    /** a private question to the coach; `branchId`: the line that one is in */
    askAside: (id: number, key: string, content: string, branchId: string | null) =>
      postWords<AcceptedAside>(`/v1/sessions/${id}/asides`, key, content, branchId),
    stopAside: (asideId: string) =>
      call("POST", `/v1/asides/${encodeURIComponent(asideId)}/stop`, { body: {} }).then(() => {}),
    retryExchange: (exchangeId: string, key: string) =>
      call("POST", `${exchangePath(exchangeId)}/retry`, {
        headers: { ...accepted, "Idempotency-Key": key },
      }).then(() => {}),
    /** both lanes, or one of them */
    stopExchange: (exchangeId: string, lane?: Lane) =>
      call("POST", `${exchangePath(exchangeId)}/stop`, { body: lane ? { lane } : {} }).then(() => {}),
    markSeen: (id: number, messageIds: number[]) =>
      call("POST", `/v1/sessions/${id}/seen`, { body: { messageIds } }).then(() => {}),
    /** what one thinks of a comment; null: taken back */
    rateComment: (id: number, messageId: number, helpful: boolean | null) =>
      call("POST", `/v1/sessions/${id}/feedback`, { body: { messageId, helpful } }).then(() => {}),
    /** how the widget was used; nothing waits for it */
    tellUse: (events: TelemetryRequest["events"]) =>
      call("POST", "/v1/telemetry", { body: { events }, keepalive: true }).then(() => {}),
    /** the session's log, strictly after `cursor`; from a snapshot where that is null */
    openEvents: (id: number, cursor: string | null, signal: AbortSignal) =>
      call("GET", `/v1/sessions/${id}/events`, {
        headers: { Accept: "text/event-stream", ...(cursor === null ? {} : { "Last-Event-ID": cursor }) },
        signal,
      }),
  };
};
export type InviteeApi = ReturnType<typeof createInviteeApi>;
