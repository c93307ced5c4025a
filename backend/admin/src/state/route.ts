import type { InvitationState } from "./types.ts";

export type Route =
  | { name: "invitations"; state: InvitationState | null; q: string; creating: boolean }
  | { name: "invitation"; id: string }
  | { name: "sessions" }
  | { name: "session"; id: number }
  | { name: "scenarios" }
  | { name: "sign-in" }
  | { name: "unknown" };

export const INVITATION_STATES = [
  "unopened",
  "opened",
  "claimed",
  "active",
  "stuck",
  "exhausted",
  "completed",
  "expired",
  "revoked",
] as const satisfies InvitationState[];
const isInvitationState = (value: string | null): value is InvitationState =>
  INVITATION_STATES.some((state) => state === value);

const listRoute = (query: URLSearchParams, creating: boolean): Route => {
  const state = query.get("state");
  return { name: "invitations", state: isInvitationState(state) ? state : null, q: query.get("q") ?? "", creating };
};

const numberIn = (text: string): number | null => (/^[1-9]\d{0,14}$/.test(text) ? Number(text) : null);

/** The route of an address below /admin; the filters of the list stand in its query. */
export const parseRoute = (pathname: string, search: string): Route => {
  const [base, area = "invitations", id, ...rest] = pathname
    .split("/")
    .filter((part) => part !== "")
    .map(decodeSafely);
  if (base !== "admin" || rest.length > 0) return { name: "unknown" };
  if (area === "invitations" && (id === undefined || id === "new"))
    return listRoute(new URLSearchParams(search), id === "new");
  if (area === "invitations" && id !== undefined) return { name: "invitation", id };
  if (area === "sessions" && id === undefined) return { name: "sessions" };
  const session = area === "sessions" && id !== undefined ? numberIn(id) : null;
  if (session !== null) return { name: "session", id: session };
  if (area === "scenarios" && id === undefined) return { name: "scenarios" };
  if (area === "sign-in" && id === undefined) return { name: "sign-in" };
  return { name: "unknown" };
};

const decodeSafely = (part: string): string => {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
};

const listQuery = (state: InvitationState | null, q: string): string => {
  const query = new URLSearchParams({ ...(state === null ? {} : { state }), ...(q === "" ? {} : { q }) }).toString();
  return query === "" ? "" : `?${query}`;
};

export const hrefOf = (route: Exclude<Route, { name: "unknown" }>): string => {
  switch (route.name) {
    case "invitations":
      return `/admin/invitations${route.creating ? "/new" : ""}${listQuery(route.state, route.q)}`;
    case "invitation":
      return `/admin/invitations/${encodeURIComponent(route.id)}`;
    case "session":
      return `/admin/sessions/${route.id}`;
    case "sessions":
    case "scenarios":
    case "sign-in":
      return `/admin/${route.name}`;
  }
};
export const LIST: Extract<Route, { name: "invitations" }> = {
  name: "invitations",
  state: null,
  q: "",
  creating: false,
};
