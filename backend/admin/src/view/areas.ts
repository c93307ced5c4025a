import {
  ALERTS,
  AUDIT,
  hrefOf,
  LIST,
  NOTES,
  PEOPLE,
  SCENARIOS,
  SESSIONS,
  SITES,
  USAGE,
  type Route,
} from "../state/route.ts";
import type { StaffMe } from "../state/types.ts";
import { text } from "../text/en.ts";
import type { IconName } from "./icon.tsx";

/** A place of the console that the navigation leads to, and the screens that belong to it. */
export type Area = { label: string; icon: IconName; href: string; routes: Route["name"][] };

/** Where staff do their day's work. */
export const WORK: Area[] = [
  {
    label: text.nav.invitations,
    icon: "unopened",
    href: hrefOf(LIST),
    routes: ["invitations", "invitation", "upload", "qr-sheet"],
  },
  { label: text.nav.sessions, icon: "sessions", href: hrefOf(SESSIONS), routes: ["sessions", "session"] },
  { label: text.nav.notes, icon: "note", href: hrefOf(NOTES), routes: ["notes"] },
  { label: text.nav.alerts, icon: "stuck", href: hrefOf(ALERTS), routes: ["alerts"] },
  { label: text.nav.scenarios, icon: "book", href: hrefOf(SCENARIOS), routes: ["scenarios", "scenario", "replay"] },
  { label: text.nav.usage, icon: "chart", href: hrefOf(USAGE), routes: ["usage"] },
  { label: text.nav.export, icon: "take", href: hrefOf({ name: "export", filter: {} }), routes: ["export"] },
];

const SET_UP: Area[] = [
  { label: text.nav.people, icon: "people", href: hrefOf(PEOPLE), routes: ["people", "person"] },
  {
    label: text.nav.presets,
    icon: "exhausted",
    href: hrefOf({ name: "presets", creating: false }),
    routes: ["presets"],
  },
  { label: text.nav.sites, icon: "site", href: hrefOf(SITES), routes: ["sites", "site"] },
  { label: text.nav.codes, icon: "book", href: hrefOf({ name: "codes" }), routes: ["codes"] },
  { label: text.nav.keys, icon: "key", href: hrefOf({ name: "keys", creating: false }), routes: ["keys"] },
  { label: text.nav.audit, icon: "trail", href: hrefOf(AUDIT), routes: ["audit"] },
  { label: text.nav.system, icon: "gauge", href: hrefOf({ name: "system" }), routes: ["system"] },
];
const OUTBOX: Area = {
  label: text.nav.outbox,
  icon: "outbox",
  href: hrefOf({ name: "outbox" }),
  routes: ["outbox"],
};
export const ME: Area = { label: text.nav.me, icon: "claimed", href: hrefOf({ name: "me" }), routes: ["me"] };

/** What is set up now and then; what a role does not open is not offered. */
export const setUpFor = (role: StaffMe["role"]): Area[] => (role === "ADMIN" ? [...SET_UP, OUTBOX] : SET_UP);
