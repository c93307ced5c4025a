import { batch, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import { ApiProblem, isShutOut, unreachable } from "../api/api-problem.ts";
import type { PeopleApi } from "../api/people-api.ts";
import type {
  AddContactMethod,
  ConsentView,
  ContactMethods,
  Identity,
  RedeemedSignIn,
  SessionSummary,
  SignInProvider,
  UserView,
} from "../api/protocol.ts";
import { enYou } from "../text/en-you.ts";

/** What is known about oneself, each as it was asked for last. */
export type Facts = {
  user: UserView;
  sessions: SessionSummary[];
  providers: SignInProvider[];
  identities: Identity[];
  contacts: ContactMethods;
  consent: ConsentView;
};
export type Section = "accounts" | "contacts" | "research" | "transcript" | "erase";
/** What came of an act, beside what it was about. */
export type Told = { at: Section; text: string } | { at: Section; problem: ApiProblem };

type Surroundings = {
  api: PeopleApi;
  listProviders: () => Promise<SignInProvider[]>;
  onLost: (problem: ApiProblem) => void;
  onErased: (status: string) => void;
  onSignedOut: () => void;
  /** hands a file to the browser */
  save: (file: Blob, name: string) => void;
};

const asProblem = (problem: unknown): ApiProblem =>
  problem instanceof ApiProblem ? problem : new ApiProblem(0, "internal", String(problem));

/** The page about oneself: what it shows, and the verbs of the person. One act at a time. */
export const createAccount = ({ api, listProviders, onLost, onErased, onSignedOut, save }: Surroundings): Account => {
  const facts = signal<Facts | null>(null);
  const failed = signal<ApiProblem | null>(null);
  const working = signal<Section | null>(null);
  const told = signal<Told | null>(null);
  const offer = signal<string | null>(null);
  const link = signal<string | null>(null);

  const load = async (): Promise<void> => {
    failed.value = null;
    try {
      const [me, providers, identities, contacts, consent] = await Promise.all([
        api.me(),
        // who cannot be told how to sign in can do all the rest
        listProviders().catch(() => []),
        api.identities(),
        api.contacts(),
        api.consent(),
      ]);
      facts.value = { user: me.user, sessions: me.sessions, providers, identities, contacts, consent };
    } catch (problem) {
      if (isShutOut(problem)) return onLost(problem);
      failed.value = asProblem(problem);
    }
  };
  const change = (part: Partial<Facts>): void => {
    const { value: known } = facts;
    if (known) facts.value = { ...known, ...part };
  };

  /** `work` resolves with what is said of it. */
  const act = async (at: Section, work: () => Promise<string | null>): Promise<boolean> => {
    if (working.peek() !== null) return false;
    batch(() => {
      working.value = at;
      told.value = null;
    });
    try {
      const text = await work();
      if (text !== null) told.value = { at, text };
      return true;
    } catch (problem) {
      if (isShutOut(problem)) onLost(problem);
      else told.value = { at, problem: asProblem(problem) };
      return false;
    } finally {
      working.value = null;
    }
  };
  const actOnContacts = (work: () => Promise<string | null>): Promise<boolean> =>
    act("contacts", async () => {
      try {
        return await work();
      } finally {
        // a wrong code has cost a try: what waits has changed as well
        const contacts = await api.contacts().catch(() => null);
        if (contacts) change({ contacts });
      }
    });

  return {
    facts,
    failed,
    working,
    told,
    offer,
    link,
    load,
    signed: async ({ outcome, offer: offered }) => {
      await load();
      batch(() => {
        offer.value = offered?.value ?? null;
        told.value = { at: "accounts", text: enYou.outcomes[outcome] };
      });
    },
    removeIdentity: (id) =>
      act("accounts", async () => {
        await api.removeIdentity(id);
        change({ identities: await api.identities() });
        return enYou.accounts.removed;
      }),
    signOut: () =>
      act("accounts", async () => {
        await api.logout();
        onSignedOut();
        return null;
      }),
    addContact: (asked) =>
      actOnContacts(async () => {
        const added = await api.addContact(asked);
        if (added.value === offer.peek()) offer.value = null;
        return added.verified ? enYou.contacts.confirmed(added.value) : enYou.contacts.sent(added.value);
      }),
    verifyContact: (id, code) =>
      actOnContacts(async () => enYou.contacts.confirmed((await api.verifyContact(id, code)).value)),
    makePrimary: ({ id, value }) =>
      actOnContacts(async () => {
        await api.makePrimary(id);
        return enYou.contacts.first(value);
      }),
    removeContact: ({ id, value }) =>
      actOnContacts(async () => {
        await api.removeContact(id);
        return enYou.contacts.removed(value);
      }),
    changeResearch: (research) =>
      act("research", async () => {
        change({ consent: await api.changeConsent(research) });
        return research ? enYou.research.on : enYou.research.off;
      }),
    download: () =>
      act("transcript", async () => {
        const file = await api.transcript().catch((problem: unknown) => {
          // an answer that breaks off is no answer
          throw problem instanceof ApiProblem ? problem : unreachable(problem);
        });
        save(file, enYou.transcript.file(new Date().toISOString().slice(0, 10)));
        return enYou.transcript.downloaded;
      }),
    openTranscript: (tab) => {
      link.value = null;
      return act("transcript", async () => {
        try {
          const { url } = await api.transcriptLink();
          if (tab) tab.location.replace(url);
          else link.value = url;
          return tab ? enYou.transcript.opened : enYou.transcript.blocked;
        } catch (problem) {
          tab?.close();
          throw problem;
        }
      });
    },
    erase: () =>
      act("erase", async () => {
        onErased((await api.erase()).status);
        return null;
      }),
  };
};

/** Each act resolves with whether it was done; what is said of it stands in `told`. */
export type Account = {
  readonly facts: ReadonlySignal<Facts | null>;
  /** why it could not be looked up */
  readonly failed: ReadonlySignal<ApiProblem | null>;
  readonly working: ReadonlySignal<Section | null>;
  readonly told: ReadonlySignal<Told | null>;
  /** an address that the provider has verified, and that is nobody's until it is added */
  readonly offer: Signal<string | null>;
  /** of the readable transcript, where no tab could be opened for it */
  readonly link: ReadonlySignal<string | null>;
  load: () => Promise<void>;
  /** somebody has signed in just now */
  signed: (redeemed: Pick<RedeemedSignIn, "outcome" | "offer">) => Promise<void>;
  removeIdentity: (id: string) => Promise<boolean>;
  signOut: () => Promise<boolean>;
  addContact: (asked: AddContactMethod) => Promise<boolean>;
  verifyContact: (id: string, code: string) => Promise<boolean>;
  makePrimary: (contact: { id: string; value: string }) => Promise<boolean>;
  removeContact: (contact: { id: string; value: string }) => Promise<boolean>;
  changeResearch: (research: boolean) => Promise<boolean>;
  download: () => Promise<boolean>;
  /** `tab`: opened within the click; null where the browser did not */
  openTranscript: (tab: { location: Pick<Location, "replace">; close: () => void } | null) => Promise<boolean>;
  erase: () => Promise<boolean>;
};
