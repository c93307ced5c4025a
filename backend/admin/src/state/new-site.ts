import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { isSlug, slugOf } from "./new-scenario.ts";
import type { StaffSite } from "./types.ts";

type Form = { name: string; page: string; key: string };
/** What keeps an address from being the page of a site: `text.sites.created.wrong` words each. */
export type PageFault = "scheme" | "wildcard" | "fragment" | "password" | "address";

const SCHEMES = ["https://", "http://"];

/** Why this is no page that a link can open. Nothing is said of what is only begun. */
export const faultOfPage = (typed: string): PageFault | null => {
  const page = typed.trim().toLowerCase();
  if (SCHEMES.some((scheme) => scheme.startsWith(page))) return null;
  if (!SCHEMES.some((scheme) => page.startsWith(scheme))) return "scheme";
  if (page.includes("*")) return "wildcard";
  if (page.includes("#")) return "fragment";
  if (!URL.canParse(page)) return "address";
  const { username, password } = new URL(page);
  return username === "" && password === "" ? null : "password";
};

/** What browsers call the origin of that page; null: it has none yet. */
export const originOfPage = (typed: string): string | null => {
  const page = typed.trim();
  const whole = SCHEMES.some((scheme) => page.toLowerCase().startsWith(scheme)) && URL.canParse(page);
  return whole && faultOfPage(page) === null ? new URL(page).origin : null;
};

/** A key by its name; by its page's host where the name has no Latin letters. */
const keyFor = ({ name, page }: Form): string => {
  const origin = originOfPage(page);
  const slug = slugOf(name.replaceAll("’", ""));
  return (isSlug(slug) || origin === null ? slug : slugOf(new URL(origin).hostname)).slice(0, 60).replace(/-+$/, "");
};

export type NewSite = {
  form: Signal<Form>;
  set: (change: Partial<Form>) => void;
  sendable: ReadonlySignal<boolean>;
  create: Action<[]>;
};

export const createNewSite = (api: ConsoleApi, onMade: (made: StaffSite) => void): NewSite => {
  const form = signal<Form>({ name: "", page: "", key: "" });
  // The key follows name and page until somebody says another.
  let isOwn = false;
  return {
    form,
    set: (change) => {
      if (change.key !== undefined) isOwn = change.key !== "";
      const next = { ...form.peek(), ...change };
      form.value = isOwn || change.key !== undefined ? next : { ...next, key: keyFor(next) };
    },
    sendable: computed(() => {
      const { name, page, key } = form.value;
      return name.trim() !== "" && isSlug(key) && originOfPage(page) !== null;
    }),
    create: createAction(async () => {
      const { name, page, key } = form.peek();
      onMade(await api.createSite({ name: name.trim(), pageUrl: page.trim(), key }));
    }),
  };
};
