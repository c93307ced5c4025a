import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import type { CreateInvitation } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, valueOf, type Remote } from "./remote.ts";
import type { StaffInvitationWithLink, StaffQuotaPreset, StaffScenario, StaffSite } from "./types.ts";

/** What the sheet's controls hold: text as typed, "" for "not said". */
export type InvitationForm = {
  label: string;
  externalRef: string;
  /** "": the invitee chooses */
  scenarioSlug: string;
  /** "": the default preset */
  preset: string;
  days: number;
  who: "one" | "group";
  maxClaims: string;
  /** "": the only active site, or none */
  site: string;
  cohort: string;
  /** of one person: where the link may be sent */
  email: string;
};
export const EMPTY_FORM: InvitationForm = {
  label: "",
  externalRef: "",
  scenarioSlug: "",
  preset: "",
  days: 14,
  who: "one",
  maxClaims: "",
  site: "",
  cohort: "",
  email: "",
};
export const DAYS = [7, 14, 30];

const said = <K extends string>(key: K, value: string): Partial<Record<K, string>> => {
  const text = value.trim();
  return text === "" ? {} : ({ [key]: text } as Record<K, string>);
};

/** How many may claim it: a whole number from 1, null where none was given, NaN where it is neither. */
export const claimsIn = (text: string): number | null => {
  if (text.trim() === "") return null;
  const number = Number(text);
  return Number.isInteger(number) && number >= 1 && number <= 100_000 ? number : Number.NaN;
};

export const isSendable = (form: InvitationForm): boolean =>
  form.who === "one" || !Number.isNaN(claimsIn(form.maxClaims));

/** The request body of a form. What was not said is left out, so that the server's own defaults hold. */
export const bodyOf = (form: InvitationForm): CreateInvitation => {
  const claims = form.who === "group" ? claimsIn(form.maxClaims) : null;
  return {
    ...said("label", form.label),
    ...said("externalRef", form.externalRef),
    ...said("scenarioSlug", form.scenarioSlug),
    ...said("preset", form.preset),
    ...said("site", form.site),
    ...said("cohort", form.cohort),
    ...(form.who === "one" ? said("email", form.email) : {}),
    expiresInDays: form.days,
    claimMode: form.who === "group" ? "SHARED" : "SINGLE",
    ...(claims === null ? {} : { maxClaims: claims }),
  };
};

export type Choices = { scenarios: StaffScenario[]; presets: StaffQuotaPreset[]; sites: StaffSite[] };
export type NewInvitation = {
  form: Signal<InvitationForm>;
  choices: ReadonlySignal<Remote<Choices>>;
  loadChoices: () => Promise<void>;
  sendable: ReadonlySignal<boolean>;
  create: Action<[]>;
  /** the link of what was made, to its address */
  send: Action<[]>;
  sent: ReadonlySignal<boolean>;
  made: ReadonlySignal<StaffInvitationWithLink | null>;
  /** an empty label and the rest as it was: the next of a row of invitations */
  startAnother: () => void;
};

export const readChoices = async (api: ConsoleApi): Promise<Choices> => {
  const [scenarios, presets, sites] = await Promise.all([api.listScenarios(), api.listQuotaPresets(), api.listSites()]);
  return {
    // Only what is published and active can be practised.
    scenarios: scenarios.items.filter((scenario) => scenario.isActive && scenario.version !== null),
    presets: presets.items.toSorted((a, b) => a.sortOrder - b.sortOrder),
    sites: sites.items.filter((site) => site.isActive),
  };
};

/** @param start what the list is narrowed to is what the new one is proposed to be */
export const createNewInvitation = (api: ConsoleApi, start: Partial<InvitationForm> = {}): NewInvitation => {
  const form = signal({ ...EMPTY_FORM, ...start });
  const made = signal<StaffInvitationWithLink | null>(null);
  const choices = createRemote(() => readChoices(api));
  const loadChoices = async (): Promise<void> => {
    await choices.load();
    const sites = valueOf(choices.state.peek())?.sites ?? [];
    // With one site the server takes it; with several a link needs one of their pages, so one is proposed.
    if (sites.length > 1 && form.peek().site === "") form.value = { ...form.peek(), site: sites[0]?.key ?? "" };
  };
  const create = createAction(async () => void (made.value = await api.createInvitation(bodyOf(form.peek()))));
  const sent = signal(false);
  const send = createAction(async () => {
    const id = made.peek()?.id;
    if (id !== undefined) sent.value = (await api.actOnInvitations({ act: "send", ids: [id] })).done.length === 1;
  });
  void loadChoices();
  return {
    send,
    sent,
    form,
    choices: choices.state,
    loadChoices,
    sendable: computed(() => isSendable(form.value)),
    create,
    made,
    startAnother: () => {
      made.value = null;
      sent.value = false;
      form.value = { ...form.peek(), label: "", externalRef: "", email: "" };
    },
  };
};
