import type {
  ChangeInvitation,
  CreateInvitation,
  CreateNote,
  InvitationState,
  SignedIn,
  StaffInvitationPage,
  StaffInvitationWithLink,
  StaffMe,
  StaffNote,
  StaffQuotaPreset,
  StaffScenario,
  StaffSessionDetail,
  StaffSessionPage,
  StaffSite,
} from "./protocol.ts";
import type { OpenStream } from "./open-stream.ts";
import type { Request } from "./request.ts";

export type InvitationFilter = {
  state?: InvitationState | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};
export type SessionFilter = { invitationId?: string | undefined; cursor?: string | undefined };
type Items<T> = { items: T[] };

const at = (path: string, query: Record<string, string | number | undefined> = {}): string => {
  const pairs = Object.entries(query).flatMap(([key, value]) =>
    value === undefined || value === "" ? [] : [[key, String(value)]],
  );
  const search = new URLSearchParams(pairs).toString();
  return `/v1/admin/${path}${search === "" ? "" : `?${search}`}`;
};
const idIn = (id: string | number): string => encodeURIComponent(String(id));

/** Every call the console makes, one line each. All reject with ProblemError. */
export const createConsoleApi = (request: Request, openStream: OpenStream) => ({
  readSignedIn: () => request<SignedIn>("GET", at("sign-in")),
  signIn: (token: string) => request<StaffMe>("POST", at("sign-in"), { token }),
  signOut: () => request<void>("POST", at("sign-out")),

  listInvitations: (filter: InvitationFilter) => request<StaffInvitationPage>("GET", at("invitations", filter)),
  createInvitation: (body: CreateInvitation) => request<StaffInvitationWithLink>("POST", at("invitations"), body),
  readInvitation: (id: string) => request<StaffInvitationWithLink>("GET", at(`invitations/${idIn(id)}`)),
  changeInvitation: (id: string, body: ChangeInvitation) =>
    request<unknown>("PATCH", at(`invitations/${idIn(id)}`), body),
  revokeInvitation: (id: string) => request<unknown>("POST", at(`invitations/${idIn(id)}/revoke`)),
  reissueInvitation: (id: string) => request<StaffInvitationWithLink>("POST", at(`invitations/${idIn(id)}/reissue`)),

  listSessions: (filter: SessionFilter) => request<StaffSessionPage>("GET", at("sessions", filter)),
  readSession: (id: number) => request<StaffSessionDetail>("GET", at(`sessions/${idIn(id)}`)),
  /** while it is read, the invitee is told that somebody watches */
  observeSession: (id: number, cursor: string | null, signal: AbortSignal) =>
    openStream(at(`sessions/${idIn(id)}/observe`), cursor, signal),
  addNote: (sessionId: number, body: CreateNote) =>
    request<StaffNote>("POST", at(`sessions/${idIn(sessionId)}/notes`), body),

  listScenarios: () => request<Items<StaffScenario>>("GET", at("scenarios")),
  listQuotaPresets: () => request<Items<StaffQuotaPreset>>("GET", at("quota-presets")),
  listSites: () => request<Items<StaffSite>>("GET", at("sites")),
});
export type ConsoleApi = ReturnType<typeof createConsoleApi>;
