import type { Signal } from "@preact/signals";
import type { InviteeApi, SendRequest } from "../api/api-client.ts";
import type { Login } from "../api/login.ts";
import type { InvitationView, SessionSummary } from "../api/protocol.ts";
import type { Options, PersonSource } from "../options.ts";
import type { PanelHost } from "../panel-handle.ts";
import type { BrowserStore } from "./browser-store.ts";
import type { KeptLogins } from "./kept-logins.ts";
import type { Over, Screen } from "./screen.ts";

/** Who the host site's backend says this is; `confirm`: yes, that is also who was here as a guest. */
export type Person = { readonly token: string; readonly confirm: boolean };
/** A sign-in that is there: under which name it is kept, and what it may do. */
export type Inside = { readonly name: string; readonly login: Login; readonly api: InviteeApi };

/** An invitee's visit: what is on the screen, and all that the parts which are fetched later need to go on with it. */
export type Visit = {
  readonly options: Options;
  readonly emit: PanelHost["emit"];
  readonly store: BrowserStore;
  readonly send: SendRequest;
  readonly logins: KeptLogins;
  readonly screen: Signal<Screen>;
  /** over the conversation, while that goes on */
  readonly over: Signal<Over | null>;
  readonly invitation: Signal<InvitationView | null>;
  /** a click is being answered */
  readonly busy: Signal<boolean>;
  /** the invitation that one came by; in memory alone */
  token: string | null;
  /** said by the host's page and not used yet */
  person: Person | null;
  /** what the host's page has announced of who this is: asked when it is needed */
  source: Exclude<PersonSource, string> | null;
  /** until that is answered nothing of a conversation is shown */
  readonly asking: Signal<boolean>;
  inside: Inside | null;

  open: (token: string | null) => Promise<void>;
  /** back from a provider, in place of a window: `fragment` is what came in the address */
  comeBack: (fragment: string, token: string | null) => Promise<void>;
  /** The host's page says who this is, or announces that it will. */
  identify: (source: PersonSource) => void;
  /** Waits for what was announced: `person` is who this is then. Rejects where the page does not get it said. */
  hear: () => Promise<void>;
  /** With a conversation on the screen: hides it until the host's page has said once more who this is. */
  heed: () => void;
  /** somebody who was here before, whose way leads straight to the conversation */
  knows: (token: string | null) => boolean;
  /** the session that will most likely be shown, by its id: one can write before it is there. null: not known, or not to be shown */
  expects: () => number | null;
  /** Runs a step; what goes wrong becomes a screen that offers the step again. */
  attempt: (step: () => Promise<void>) => Promise<void>;
  again: () => void;
  /** Takes up the sign-in that is kept under this name. */
  signIn: (name: string) => Inside;
  /** Goes on with the last unfinished session, else shows the last one, else begins. */
  enter: (entered: { invitation: InvitationView; sessions: SessionSummary[] }, scenarioSlug?: string) => Promise<void>;
  show: (next: Screen) => void;
  /** the sign-in is gone, or waits for the host site */
  lose: (problem: { code: string; body?: Readonly<Record<string, unknown>> }) => void;
  startSession: (scenarioSlug: string | undefined, fresh?: boolean) => Promise<void>;
  dispose: () => void;
  disposed: boolean;
};
