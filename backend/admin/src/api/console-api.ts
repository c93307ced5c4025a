import type {
  ActAnswer,
  AuditEntry,
  BulkAnswer,
  BulkInvite,
  ChangeInvitation,
  ChangeMailTemplate,
  AlertKind,
  ChangeCode,
  ChangeNote,
  ChangeSite,
  CreateApiKey,
  CreateCode,
  CreateInvitation,
  CallRow,
  CommentRow,
  CreateNote,
  ErasureAnswer,
  InvitationAct,
  Invitee,
  InvitationLinkRow,
  EventRow,
  ExportView,
  Facets,
  InvitationState,
  MailKind,
  MailPreview,
  MailTemplates,
  JourneyEntry,
  ListedNote,
  MadeSiteKey,
  MarkAlerts,
  ModelCalls,
  OutboxMessage,
  Paged,
  ProviderId,
  ProviderName,
  SignedIn,
  SignInProvider,
  SiteKeyView,
  SessionStatus,
  StaffAlert,
  ChangeDraft,
  ChangePreset,
  CreatePreset,
  CreateScenario,
  CreateSite,
  ModelList,
  ModelPrice,
  QuotaEstimate,
  Replay,
  ScenarioDetail,
  ScenarioVersionDetail,
  SetModelPrice,
  Trial,
  TryScenario,
  StaffApiKey,
  StaffApiKeyWithKey,
  StaffCohort,
  StaffCode,
  StaffInvitationPage,
  StaffInvitationWithLink,
  StaffMe,
  StaffNote,
  StaffQuotaPreset,
  StaffScenario,
  StaffSession,
  StaffSessionDetail,
  StaffSite,
  StaffUser,
  StaffUserDetail,
  StepRow,
  StudyView,
  SystemView,
  UsageFigures,
  WayOn,
} from "./protocol.ts";
import type { OpenStream } from "./open-stream.ts";
import type { Request } from "./request.ts";

export type InvitationFilter = {
  state?: InvitationState | undefined;
  q?: string | undefined;
  cohort?: string | undefined;
  preset?: string | undefined;
  scenario?: string | undefined;
  site?: string | undefined;
  cursor?: string | undefined;
  limit?: number | undefined;
};
export type SessionFilter = {
  invitationId?: string | undefined;
  status?: SessionStatus | undefined;
  live?: "true" | undefined;
  scenario?: string | undefined;
  cohort?: string | undefined;
  q?: string | undefined;
  cursor?: string | undefined;
};
export type UserFilter = { q?: string | undefined; role?: string | undefined; cursor?: string | undefined };
export type AuditFilter = {
  actor?: string | undefined;
  action?: string | undefined;
  subject?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  cursor?: string | undefined;
};
export type NoteFilter = {
  code?: string | undefined;
  author?: string | undefined;
  invitation?: string | undefined;
  cursor?: string | undefined;
};
export type AlertFilter = { kind?: AlertKind | undefined; cursor?: string | undefined; limit?: number | undefined };
/** What model calls were made for: a lane of an exchange, or an aside. */
export type CallsOf = { exchange: string; lane: "partner" | "coach" } | { aside: string };
export type FigureFilter = Record<string, string>;
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
  listProviders: () => request<Items<SignInProvider>>("GET", "/v1/sign-in-providers"),
  /** what stored accounts are called */
  listProviderNames: () => request<Items<ProviderName>>("GET", at("provider-names")),
  /** resolves with where the browser has to go, to add an account of that provider to whoever is signed in */
  addIdentity: (provider: ProviderId) => request<{ url: string }>("POST", at(`sign-in/${idIn(provider)}`)),
  removeIdentity: (id: string) => request<void>("DELETE", at(`me/identities/${idIn(id)}`)),

  listInvitations: (filter: InvitationFilter) => request<StaffInvitationPage>("GET", at("invitations", filter)),
  createInvitation: (body: CreateInvitation) => request<StaffInvitationWithLink>("POST", at("invitations"), body),
  /** a preview where `dryRun`; rejects with the problem whose `upload` says what is wrong with which row */
  uploadInvitations: (body: BulkInvite) => request<BulkAnswer>("POST", at("invitations/bulk"), body),
  actOnInvitations: (body: InvitationAct) => request<ActAnswer>("POST", at("invitations/acts"), body),
  /** what an act would write; writes nothing */
  previewMails: (body: { kind: MailKind; ids: string[] }) =>
    request<MailPreview>("POST", at("invitations/mail-preview"), body),
  /** audited: whoever has a link comes in */
  readLinks: (ids: string[]) => request<Items<InvitationLinkRow>>("POST", at("invitations/links"), { ids }),
  /** the same as a file for a spreadsheet */
  readLinksFile: (ids: string[]) => request<string>("POST", at("invitations/links"), { ids }, "text/csv"),
  listCohorts: () => request<Paged<StaffCohort>>("GET", at("cohorts")),
  readMailTemplates: (siteId: string) => request<MailTemplates>("GET", at(`sites/${idIn(siteId)}/mail`)),
  changeMailTemplate: (siteId: string, kind: MailKind, body: ChangeMailTemplate) =>
    request<MailTemplates>("PATCH", at(`sites/${idIn(siteId)}/mail/${kind}`), body),
  readInvitation: (id: string) => request<StaffInvitationWithLink>("GET", at(`invitations/${idIn(id)}`)),
  changeInvitation: (id: string, body: ChangeInvitation) =>
    request<unknown>("PATCH", at(`invitations/${idIn(id)}`), body),
  revokeInvitation: (id: string) => request<unknown>("POST", at(`invitations/${idIn(id)}/revoke`)),
  reissueInvitation: (id: string) => request<StaffInvitationWithLink>("POST", at(`invitations/${idIn(id)}/reissue`)),

  listSessions: (filter: SessionFilter) => request<Paged<StaffSession>>("GET", at("sessions", filter)),
  readSession: (id: number) => request<StaffSessionDetail>("GET", at(`sessions/${idIn(id)}`)),
  /** while it is read, the invitee is told that somebody watches */
  observeSession: (id: number, cursor: string | null, signal: AbortSignal) =>
    openStream(at(`sessions/${idIn(id)}/observe`), cursor, signal),
  addNote: (sessionId: number, body: CreateNote) =>
    request<StaffNote>("POST", at(`sessions/${idIn(sessionId)}/notes`), body),

  changeNote: (id: string, body: ChangeNote) => request<StaffNote>("PATCH", at(`notes/${idIn(id)}`), body),
  deleteNote: (id: string) => request<void>("DELETE", at(`notes/${idIn(id)}`)),
  listNotes: (filter: NoteFilter) => request<Paged<ListedNote>>("GET", at("notes", filter)),
  listCodes: () => request<Items<StaffCode>>("GET", at("codes")),
  createCode: (body: CreateCode) => request<StaffCode>("POST", at("codes"), body),
  changeCode: (id: string, body: ChangeCode) => request<StaffCode>("PATCH", at(`codes/${idIn(id)}`), body),
  /** who came in by a group's link */
  listInvitees: (invitationId: string, cursor?: string) =>
    request<Paged<Invitee>>("GET", at(`invitations/${idIn(invitationId)}/people`, { cursor })),
  listJourney: (invitationId: string, cursor?: string) =>
    request<Paged<JourneyEntry>>("GET", at(`invitations/${idIn(invitationId)}/journey`, { cursor })),
  /** what an invitee who cannot go on needs */
  readWayOn: (invitationId: string) => request<WayOn>("GET", at(`invitations/${idIn(invitationId)}/way-on`)),
  listAlerts: (filter: AlertFilter) => request<Paged<StaffAlert>>("GET", at("alerts", filter)),
  markAlerts: (body: MarkAlerts) => request<void>("POST", at("alerts/marks"), body),
  readCalls: (sessionId: number, of: CallsOf) =>
    request<ModelCalls>("GET", at(`sessions/${idIn(sessionId)}/calls`, of)),

  listScenarios: () => request<Items<StaffScenario>>("GET", at("scenarios")),
  createScenario: (body: CreateScenario) => request<ScenarioDetail>("POST", at("scenarios"), body),
  readScenario: (id: number) => request<ScenarioDetail>("GET", at(`scenarios/${idIn(id)}`)),
  /** @throws ProblemError draft-changed: somebody else saved meanwhile, and nothing was written */
  changeDraft: (id: number, body: ChangeDraft) => request<ScenarioDetail>("PATCH", at(`scenarios/${idIn(id)}`), body),
  publishDraft: (id: number, revision: number) =>
    request<ScenarioDetail>("POST", at(`scenarios/${idIn(id)}/publish`), { revision }),
  archiveScenario: (id: number, archived: boolean) =>
    request<ScenarioDetail>("POST", at(`scenarios/${idIn(id)}/archive`), { archived }),
  readScenarioVersion: (id: number, number: number) =>
    request<ScenarioVersionDetail>("GET", at(`scenarios/${idIn(id)}/versions/${idIn(number)}`)),
  tryScenario: (id: number, body: TryScenario) => request<Trial>("POST", at(`scenarios/${idIn(id)}/trial`), body),
  startReplay: (id: number, sessionId: number) =>
    request<Replay>("POST", at(`scenarios/${idIn(id)}/replays`), { sessionId }),
  readReplay: (id: string) => request<Replay>("GET", at(`replays/${idIn(id)}`)),
  sayNextLine: (id: string) => request<Replay>("POST", at(`replays/${idIn(id)}/next`)),
  /** another attempt of the line that was not answered */
  sayLineAgain: (id: string) => request<Replay>("POST", at(`replays/${idIn(id)}/again`)),
  cancelReplay: (id: string) => request<Replay>("POST", at(`replays/${idIn(id)}/cancel`)),
  listModels: () => request<ModelList>("GET", at("models")),
  createPreset: (body: CreatePreset) => request<StaffQuotaPreset>("POST", at("quota-presets"), body),
  changePreset: (id: string, body: ChangePreset) =>
    request<StaffQuotaPreset>("PATCH", at(`quota-presets/${idIn(id)}`), body),
  deletePreset: (id: string) => request<void>("DELETE", at(`quota-presets/${idIn(id)}`)),
  orderPresets: (ids: string[]) => request<Items<StaffQuotaPreset>>("POST", at("quota-presets/order"), { ids }),
  estimateQuota: (tokens: number) => request<QuotaEstimate>("GET", at("quota-presets/estimate", { tokens })),
  listModelPrices: () => request<Items<ModelPrice>>("GET", at("model-prices")),
  setModelPrice: (body: SetModelPrice) => request<ModelPrice>("POST", at("model-prices"), body),
  removeModelPrice: (model: string) => request<void>("POST", at("model-prices/remove"), { model }),
  createSite: (body: CreateSite) => request<StaffSite>("POST", at("sites"), body),
  trySite: (id: string) => request<Trial>("POST", at(`sites/${idIn(id)}/trial`)),
  listQuotaPresets: () => request<Items<StaffQuotaPreset>>("GET", at("quota-presets")),
  listSites: () => request<Items<StaffSite>>("GET", at("sites")),
  changeSite: (id: string, body: ChangeSite) => request<StaffSite>("PATCH", at(`sites/${idIn(id)}`), body),
  listSiteKeys: (id: string) => request<Items<SiteKeyView>>("GET", at(`sites/${idIn(id)}/keys`)),
  /** @param overlapHours after which the site's other keys retire; undefined: they stay */
  makeSiteKey: (id: string, overlapHours: number | undefined) =>
    request<MadeSiteKey>("POST", at(`sites/${idIn(id)}/keys`), overlapHours === undefined ? {} : { overlapHours }),
  endSiteKey: (id: string, kid: string) => request<void>("DELETE", at(`sites/${idIn(id)}/keys/${idIn(kid)}`)),

  readUsage: (filter: FigureFilter) => request<UsageFigures>("GET", at("usage", filter)),
  readFacets: () => request<Facets>("GET", at("usage/facets")),
  listCalls: (filter: FigureFilter) => request<Paged<CallRow>>("GET", at("usage/calls", filter)),
  listSteps: (filter: FigureFilter) => request<Paged<StepRow>>("GET", at("usage/invitations", filter)),
  listComments: (filter: FigureFilter) => request<Paged<CommentRow>>("GET", at("usage/comments", filter)),
  listEvents: (filter: FigureFilter) => request<Paged<EventRow>>("GET", at("telemetry", filter)),

  readExport: (filter: FigureFilter) => request<ExportView>("GET", at("export", filter)),
  /** an export's own address is followed by the browser: it is a file */
  createStudy: (name: string) => request<StudyView>("POST", at("export"), { name }),
  readSystem: () => request<SystemView>("GET", at("system")),

  listUsers: (filter: UserFilter) => request<Paged<StaffUser>>("GET", at("users", filter)),
  readUser: (id: string) => request<StaffUserDetail>("GET", at(`users/${idIn(id)}`)),
  changeRole: (id: string, role: StaffUser["role"]) =>
    request<StaffUserDetail>("PATCH", at(`users/${idIn(id)}`), { role }),
  /** on their request; @returns whether it is done, or goes on as soon as what runs has stopped */
  eraseUser: (id: string) => request<ErasureAnswer>("POST", at(`users/${idIn(id)}/erasure`), { confirm: true }),
  listApiKeys: (cursor?: string) => request<Paged<StaffApiKey>>("GET", at("api-keys", { cursor })),
  createApiKey: (body: CreateApiKey) => request<StaffApiKeyWithKey>("POST", at("api-keys"), body),
  revokeApiKey: (id: string) => request<void>("DELETE", at(`api-keys/${idIn(id)}`)),
  listAudit: (filter: AuditFilter) => request<Paged<AuditEntry>>("GET", at("audit", filter)),
  /** each reading is audited: bodies hold codes */
  listOutbox: (cursor?: string) => request<Paged<OutboxMessage>>("GET", at("outbox", { cursor })),
});
export type ConsoleApi = ReturnType<typeof createConsoleApi>;
