import { randomUUID } from "node:crypto";
import type { Logger } from "pino";
import { type AuditStore, createAuditStore } from "./administration/audit-store.ts";
import { type BulkInvitationStore, createBulkInvitationStore } from "./administration/bulk-invitation-store.ts";
import { createInvitationActStore, type InvitationActStore } from "./administration/invitation-act-store.ts";
import { createInvitationMailStore, type InvitationMailStore } from "./administration/invitation-mail-store.ts";
import { createInviteeStore, type InviteeStore } from "./administration/invitee-store.ts";
import { type AlertStore, createAlertStore } from "./administration/alert-store.ts";
import { type CodeStore, createCodeStore } from "./administration/code-store.ts";
import { createJourneyStore, type JourneyStore } from "./administration/journey-store.ts";
import { createWayOnStore, type WayOnStore } from "./administration/way-on-store.ts";
import { createModelCallStore, type ModelCallStore } from "./administration/model-call-store.ts";
import { createNoteStore, type NoteStore } from "./administration/note-store.ts";
import { createPresetStore, type PresetStore } from "./administration/preset-store.ts";
import { createQuotaLineStore, type QuotaLineStore } from "./administration/quota-line-store.ts";
import { createModelPriceStore, type ModelPriceStore } from "./administration/model-price-store.ts";
import { createReplayStore, type ReplayStore } from "./administration/replay-store.ts";
import { createScenarioDraftStore, type ScenarioDraftStore } from "./administration/scenario-draft-store.ts";
import { createScenarioStore, type ScenarioStore } from "./administration/scenario-store.ts";
import { createSiteStore, type SiteStore } from "./administration/site-store.ts";
import { createTrialStore, type TrialStore } from "./administration/trial-store.ts";
import { createStaffInvitationStore, type StaffInvitationStore } from "./administration/staff-invitation-store.ts";
import { createStaffSessionStore, type StaffSessionStore } from "./administration/staff-session-store.ts";
import type { Config, Secrets } from "./config.ts";
import { type ConversationStore, createConversationStore } from "./conversations/conversation-store.ts";
import { createExchangeStore, type ExchangeStore } from "./conversations/exchange-store.ts";
import { createRunningExchanges, type RunningExchanges } from "./conversations/running-exchanges.ts";
import { type LinkState, openRedisLink } from "./bus/redis-link.ts";
import { createObservers, type Observers } from "./conversations/observers.ts";
import { createRedisLog } from "./conversations/redis-log.ts";
import { retellRunning } from "./conversations/retell-running.ts";
import { createMemoryLog, type SessionLog } from "./conversations/session-log.ts";
import { stopHere } from "./conversations/stop-exchange.ts";
import { createStopSignals, type StopSignals } from "./conversations/stop-signals.ts";
import type { Database } from "./database/create-database.ts";
import { installationOf } from "./database/installation.ts";
import { createLogReaders, createOpenStreams, type LogReaders, type OpenStreams } from "./http/open-streams.ts";
import { createOriginList, type OriginList } from "./http/origin-list.ts";
import { createRateLimits, type RateLimits } from "./http/rate-limits.ts";
import { deriveKeys, type DerivedKeys } from "./identity/derive-key.ts";
import { type Issuer, issuerOf } from "./identity/access-token.ts";
import { createIdentityStore, type IdentityStore } from "./identity/identity-store.ts";
import { createSigningKeyStore, type SigningKeyStore } from "./identity/signing-key-store.ts";
import { loadSigningKeys, type SigningKeys } from "./identity/signing-keys.ts";
import { createSiteKeyStore, type SiteKeyStore } from "./known-people/site-key-store.ts";
import { createInvitationStore, type InvitationStore } from "./invitations/invitation-store.ts";
import { createMetrics, type Metrics } from "./metrics.ts";
import type { MessageSenders } from "./mail/message-sender.ts";
import { createSmtpSender } from "./mail/smtp-sender.ts";
import type { LanguageModel } from "./model/language-model.ts";
import { createModelDirectory, type ModelDirectory } from "./model/model-directory.ts";
import { rememberCounts } from "./model/remember-counts.ts";
import { createPromptTokens, type PromptTokens } from "./model/prompt-tokens.ts";
import { Problem } from "./problem.ts";
import { createLogger } from "./create-logger.ts";
import { createQuotaStore, type QuotaStore } from "./quotas/quota-store.ts";
import { type AudioLinks, createAudioLinks } from "./recordings/audio-link.ts";
import { createFolderStorage, recordingsFolder } from "./recordings/folder-storage.ts";
import type { RecordingStorage } from "./recordings/recording-storage.ts";
import { createRecordingStore, type RecordingStore } from "./recordings/recording-store.ts";
import { createTranscriber, type Transcriber } from "./recordings/transcriber.ts";
import { type ApiKeyStore, createApiKeyStore } from "./staff/api-key-store.ts";
import { createUserStore, type UserStore } from "./staff/user-store.ts";
import { createProviders, type IdentityProviders } from "./sign-in/create-providers.ts";
import { createLinkedIdentityStore, type LinkedIdentityStore } from "./sign-in/linked-identity-store.ts";
import { createSignInStore, type SignInStore } from "./sign-in/sign-in-store.ts";
import { createTelemetryStore, type TelemetryStore } from "./telemetry/telemetry-store.ts";

/** `in-process`: there is one instance, and nothing to join. */
export type Bus = { state: () => LinkState | "in-process"; close: () => Promise<void> };

/** The world, built in one place; tests swap a part of it by `overrides`. */
export type AppContext = {
  config: Config;
  logger: Logger;
  metrics: Metrics;
  database: Database;
  keys: DerivedKeys;
  signingKeys: SigningKeys;
  signingKeyStore: SigningKeyStore;
  /** whose access tokens are taken */
  issuer: Issuer;
  identityStore: IdentityStore;
  invitationStore: InvitationStore;
  conversationStore: ConversationStore;
  exchangeStore: ExchangeStore;
  quotaStore: QuotaStore;
  telemetryStore: TelemetryStore;
  staffInvitationStore: StaffInvitationStore;
  bulkInvitationStore: BulkInvitationStore;
  invitationActStore: InvitationActStore;
  invitationMailStore: InvitationMailStore;
  inviteeStore: InviteeStore;
  staffSessionStore: StaffSessionStore;
  noteStore: NoteStore;
  codeStore: CodeStore;
  journeyStore: JourneyStore;
  wayOnStore: WayOnStore;
  alertStore: AlertStore;
  modelCallStore: ModelCallStore;
  scenarioStore: ScenarioStore;
  scenarioDraftStore: ScenarioDraftStore;
  trialStore: TrialStore;
  replayStore: ReplayStore;
  modelPriceStore: ModelPriceStore;
  presetStore: PresetStore;
  siteStore: SiteStore;
  siteKeyStore: SiteKeyStore;
  /** where people may sign in */
  providers: IdentityProviders;
  signInStore: SignInStore;
  linkedIdentityStore: LinkedIdentityStore;
  apiKeyStore: ApiKeyStore;
  userStore: UserStore;
  auditStore: AuditStore;
  quotaLineStore: QuotaLineStore;
  recordingStore: RecordingStore;
  /** where the recordings themselves are */
  recordingStorage: RecordingStorage;
  audioLinks: AudioLinks;
  /** what writes recordings down; null: no server does */
  transcribe: Transcriber | null;
  /** What carries a code to a contact method; e-mail without one waits in the outbox. */
  messageSenders: MessageSenders;
  model: LanguageModel;
  models: ModelDirectory;
  promptTokens: PromptTokens;
  /** answers come from the simulator */
  simulated: boolean;
  /** what answers where a session is on the simulator and the rest is not; null: there is no other */
  simulation: Simulation | null;
  log: SessionLog;
  /** What joins the instances. */
  bus: Bus;
  stops: StopSignals;
  observers: Observers;
  running: RunningExchanges;
  origins: OriginList;
  limits: RateLimits;
  streams: OpenStreams;
  readers: LogReaders;
  /** this process, as the owner of exchanges and holds */
  serverId: string;
  /** Where browsers reach this server; known once it listens. */
  publicUrl: () => string;
  setPublicUrl: (url: string) => void;
  /** Origins of this server itself: the console's. */
  ownOrigins: () => string[];
  stopping: () => boolean;
  beginStopping: () => void;
  /** @throws Problem shutting-down */
  refuseWhileStopping: () => void;
};

/** The parts of the world that a simulated session has in their stead. */
export type Simulation = Pick<AppContext, "model" | "models" | "promptTokens" | "simulated">;

type Parts = {
  config: Config;
  secretKey: string;
  /** without them nobody signs in at a provider, and a transcription server is asked without a key */
  secrets?: Pick<Secrets, "signIn"> & Partial<Pick<Secrets, "transcribeKey">>;
  database: Database;
  model: LanguageModel;
  simulated: boolean;
  /** the simulator beside a real upstream, opened when it is first asked */
  simulator?: LanguageModel;
};

/** Whatever the installation's fallback is, the simulator knows this one. */
const SIMULATED_FALLBACK = "claude-haiku-5-5";
const simulationWith = (simulator: LanguageModel): Simulation => {
  const model = rememberCounts(simulator);
  return {
    model,
    models: createModelDirectory(model, SIMULATED_FALLBACK),
    promptTokens: createPromptTokens(model),
    simulated: true,
  };
};

export const createContext = async (parts: Parts, overrides: Partial<AppContext> = {}): Promise<AppContext> => {
  const { config, database } = parts;
  const model = rememberCounts(parts.model);
  const keys = deriveKeys(parts.secretKey);
  const identityStore = createIdentityStore(database);
  const signingKeyStore = createSigningKeyStore(database);
  const siteStore = createSiteStore(database);
  const metrics = createMetrics();
  let url = config.publicUrl ?? `http://127.0.0.1:${config.port}`;
  let isStopping = false;
  const refuseWhileStopping = (): void => {
    if (isStopping)
      throw new Problem("shutting-down", "This server is stopping. Send it again; another takes it.", {
        retryAfter: 2,
      });
  };
  const audioLinks =
    overrides.audioLinks ??
    createAudioLinks(keys.recording, { minutes: config.recordings.linkMinutes, publicUrl: () => url });
  const logger = overrides.logger ?? createLogger(config.logLevel);
  const telemetryStore = createTelemetryStore(database);
  const serverId = randomUUID();
  const running = overrides.running ?? createRunningExchanges();
  const link =
    config.redisUrl === null
      ? null
      : await openRedisLink({
          url: config.redisUrl,
          installation: await installationOf(database.pool, parts.secretKey),
          logger,
        });
  const log = overrides.log ?? (link ? createRedisLog(link, retellRunning(running)) : createMemoryLog());
  const bus: Bus = overrides.bus ?? {
    state: () => link?.state() ?? "in-process",
    close: async () => link?.close(),
  };
  const invitationActStore = createInvitationActStore(database);
  return {
    config,
    logger,
    metrics,
    database,
    keys,
    signingKeys: await loadSigningKeys(signingKeyStore, keys.signingKeyEncryption),
    signingKeyStore,
    issuer: issuerOf(config.publicUrl, () => url),
    identityStore,
    invitationStore: createInvitationStore(database),
    conversationStore: createConversationStore(database, audioLinks),
    exchangeStore: createExchangeStore(database),
    quotaStore: createQuotaStore(database),
    telemetryStore,
    staffInvitationStore: createStaffInvitationStore(database),
    bulkInvitationStore: createBulkInvitationStore(database),
    invitationActStore,
    invitationMailStore: createInvitationMailStore(database, invitationActStore),
    staffSessionStore: createStaffSessionStore(database),
    noteStore: createNoteStore(database),
    codeStore: createCodeStore(database),
    journeyStore: createJourneyStore(database),
    wayOnStore: createWayOnStore(database),
    inviteeStore: createInviteeStore(database),
    alertStore: createAlertStore(database),
    modelCallStore: createModelCallStore(database),
    scenarioStore: createScenarioStore(database),
    scenarioDraftStore: createScenarioDraftStore(database),
    trialStore: createTrialStore(database),
    replayStore: createReplayStore(database),
    modelPriceStore: createModelPriceStore(database),
    presetStore: createPresetStore(database),
    siteStore,
    siteKeyStore: createSiteKeyStore(database),
    providers: createProviders(config.signIn, parts.secrets?.signIn ?? {}),
    signInStore: createSignInStore(database),
    linkedIdentityStore: createLinkedIdentityStore(database),
    apiKeyStore: createApiKeyStore(database),
    userStore: createUserStore(database),
    auditStore: createAuditStore(database),
    quotaLineStore: createQuotaLineStore(database),
    recordingStore: createRecordingStore(database),
    recordingStorage: createFolderStorage(recordingsFolder(config)),
    audioLinks,
    transcribe: config.transcribe && createTranscriber(config.transcribe, parts.secrets?.transcribeKey ?? null),
    messageSenders: config.mail ? { email: createSmtpSender(config.mail.smtpUrl, config.mail.from) } : {},
    model,
    models: createModelDirectory(model, config.fallbackModel),
    promptTokens: createPromptTokens(model),
    simulated: parts.simulated,
    simulation: parts.simulated || !parts.simulator ? null : simulationWith(parts.simulator),
    log,
    bus,
    stops: createStopSignals(link, (signal) => stopHere(running, signal), running.ids),
    observers:
      overrides.observers ??
      createObservers({
        log,
        link,
        serverId,
        note: (name, sessionId, observer) =>
          void telemetryStore
            .record(name, { userId: null, sessionId, properties: { observer } })
            .catch((error: unknown) => logger.warn({ err: error, sessionId }, `${name} was not written`)),
      }),
    running,
    origins: createOriginList(siteStore.activeOrigins),
    limits: createRateLimits(config.limits, link),
    streams: createOpenStreams(config.limits.streamsPerUser, (open) => metrics.openStreams.set(open)),
    readers: createLogReaders({ refuseWhileStopping, shared: () => bus.state() !== "in-process" }),
    serverId,
    publicUrl: () => url,
    setPublicUrl: (listening) => {
      url = config.publicUrl ?? listening;
    },
    ownOrigins: () => {
      const { origin, port, protocol } = new URL(url);
      return config.publicUrl ? [origin] : [origin, `${protocol}//localhost:${port}`, `${protocol}//127.0.0.1:${port}`];
    },
    stopping: () => isStopping,
    beginStopping: () => {
      isStopping = true;
    },
    refuseWhileStopping,
    ...overrides,
  };
};
