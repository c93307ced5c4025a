import { signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, type Remote, type RemoteValue } from "./remote.ts";
import { createTrialRun, type TrialRun } from "./scenario-trial.ts";
import type { MadeSiteKey, SiteKeyView, StaffSite, Theme } from "./types.ts";

export type SiteChange = Parameters<ConsoleApi["changeSite"]>[1];

export type SitePage = {
  /** null: there is no such site */
  site: ReadonlySignal<Remote<StaffSite | null>>;
  load: () => Promise<void>;
  requireKnownPeople: Action<[required: boolean]>;
  takeRecordings: Action<[taken: boolean]>;
  addReturnUrl: Action<[url: string]>;
  removeReturnUrl: Action<[url: string]>;
  /** name, page, retention, test mode, on or off */
  saveSettings: Action<[change: SiteChange]>;
  saveHelp: Action<[contacts: StaffSite["helpContacts"]]>;
  saveLooks: Action<[theme: Theme]>;
  addOrigin: Action<[origin: string]>;
  removeOrigin: Action<[origin: string]>;
  /** its widget on a page, on the simulator */
  preview: TrialRun<[]>;
  /** an ADMIN's to read */
  keys: RemoteValue<SiteKeyView[]>;
  makeKey: Action<[overlapHours: number | undefined]>;
  endKey: Action<[kid: string]>;
  /** a key with its secret, which is never told again; null once it was put away */
  made: ReadonlySignal<MadeSiteKey | null>;
  putAway: () => void;
};

/** hours that a site's other keys stay good when a new one is made; null: without an end */
export const OVERLAPS = [null, 0, 24, 168];

export const createSitePage = (api: ConsoleApi, id: string): SitePage => {
  const read = async (): Promise<StaffSite | null> =>
    (await api.listSites()).items.find((site) => site.id === id) ?? null;
  const remote = createRemote(read);
  const keys = createRemote(async () => (await api.listSiteKeys(id)).items);
  const made = signal<MadeSiteKey | null>(null);

  const change = async (body: SiteChange): Promise<void> => {
    remote.replace(await api.changeSite(id, body));
  };
  /** PATCH takes all addresses: those of now are asked for, somebody else may have added one meanwhile. */
  const changeUrls = async (next: (urls: string[]) => string[]): Promise<void> =>
    change({ returnUrls: next((await read())?.returnUrls ?? []) });

  const changeOrigins = async (next: (origins: string[]) => string[]): Promise<void> =>
    change({ origins: next((await read())?.origins ?? []) });

  void remote.load();
  return {
    site: remote.state,
    load: remote.load,
    requireKnownPeople: createAction((required: boolean) => change({ requireKnownPeople: required })),
    takeRecordings: createAction((taken: boolean) => change({ voice: taken })),
    saveSettings: createAction(change),
    saveHelp: createAction((helpContacts: StaffSite["helpContacts"]) => change({ helpContacts })),
    saveLooks: createAction((theme: Theme) => change({ theme })),
    addOrigin: createAction((origin: string) => changeOrigins((origins) => [...origins, origin.trim()])),
    removeOrigin: createAction((origin: string) => changeOrigins((origins) => origins.filter((one) => one !== origin))),
    preview: createTrialRun(() => api.trySite(id)),
    addReturnUrl: createAction((url: string) => changeUrls((urls) => [...urls, url.trim()])),
    removeReturnUrl: createAction((url: string) => changeUrls((urls) => urls.filter((one) => one !== url))),
    keys,
    makeKey: createAction(async (overlapHours: number | undefined) => {
      made.value = await api.makeSiteKey(id, overlapHours);
      await keys.refresh();
    }),
    endKey: createAction(async (kid: string) => {
      await api.endSiteKey(id, kid);
      await keys.refresh();
    }),
    made,
    putAway: () => void (made.value = null),
  };
};
