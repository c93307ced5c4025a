import type { StreamEvent } from "./protocol.ts";

type Body = Record<string, unknown>;
type Kind = "string" | "number" | "boolean" | "object" | "array";

/** What each event cannot do without. Further fields pass; an event that lacks one of these is dropped. */
const REQUIRED: { readonly [Type in StreamEvent["type"]]: Readonly<Record<string, Kind>> } = {
  "exchange-start": { exchangeId: "string", number: "number", attempt: "number", userMessage: "object" },
  "partner-delta": { exchangeId: "string", attempt: "number", text: "string", offset: "number" },
  "partner-end": { exchangeId: "string", attempt: "number" },
  "coach-delta": { exchangeId: "string", attempt: "number", text: "string", offset: "number" },
  "coach-end": { exchangeId: "string", attempt: "number" },
  quota: { aboutExchanges: "number", level: "string" },
  problem: { code: "string", detail: "string" },
  "exchange-end": { exchangeId: "string", attempt: "number", status: "string" },
  session: { status: "string" },
  invitation: { expiresAt: "string" },
  "aside-start": { aside: "object" },
  "aside-delta": { asideId: "string", text: "string", offset: "number" },
  "aside-end": { asideId: "string", status: "string" },
  reauth: { reason: "string" },
  "comment-rated": { messageId: "number" },
  presence: { observers: "number" },
  snapshot: {
    session: "object",
    messages: "array",
    exchanges: "array",
    branches: "array",
    asides: "array",
    openExchanges: "array",
    openAsides: "array",
    quota: "object",
    observers: "number",
  },
};

/** While servers are replaced one by one, an older one may answer that knows neither branches nor asides. */
const ABSENT: Readonly<Record<string, Body>> = {
  "exchange-start": { branchId: null },
  snapshot: { branches: [], asides: [], openAsides: [], observers: 0 },
};

const isKind = (value: unknown, kind: Kind): boolean =>
  kind === "array"
    ? Array.isArray(value)
    : kind === "object"
      ? typeof value === "object" && value !== null
      : typeof value === kind;

/** People are shown `aboutExchanges`; a server that does not say it still says the worst case. */
const readQuota = (quota: Body): Body => ({
  ...quota,
  aboutExchanges: quota["aboutExchanges"] ?? quota["exchangesLeft"],
});

const readBody = (type: string, told: Body): Body => {
  const body = { ...ABSENT[type], ...told };
  if (type === "quota") return readQuota(body);
  return type === "snapshot" && isKind(body["quota"], "object")
    ? { ...body, quota: readQuota(body["quota"] as Body) }
    : body;
};

/** Parses one event of the log, once, at the edge; null for what is unknown or malformed. */
export const readStreamEvent = (type: string | undefined, data: string): StreamEvent | null => {
  if (type === undefined || !Object.hasOwn(REQUIRED, type)) return null;
  let body: unknown;
  try {
    body = JSON.parse(data);
  } catch {
    return null;
  }
  if (!isKind(body, "object")) return null;
  const read = readBody(type, body as Body);
  const fields = Object.entries(REQUIRED[type as StreamEvent["type"]]);
  return fields.every(([name, kind]) => isKind(read[name], kind)) ? ({ ...read, type } as StreamEvent) : null;
};
