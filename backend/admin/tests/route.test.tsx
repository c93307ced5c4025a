import { describe, expect, it } from "vitest";
import { hrefOf, LIST, parseRoute, SESSIONS, type Route } from "../src/state/route.ts";

describe("routes", () => {
  it.each([
    ["/admin", { ...LIST, state: null, q: "", creating: false }],
    ["/admin/invitations?state=stuck&q=P%2014", { ...LIST, state: "stuck", q: "P 14", creating: false }],
    ["/admin/invitations?state=nonsense", { ...LIST, state: null, q: "", creating: false }],
    ["/admin/invitations/new?state=stuck", { ...LIST, state: "stuck", q: "", creating: true }],
    [
      "/admin/invitations?cohort=Wave%201&preset=short&scenario=the-heating&site=demo",
      { ...LIST, cohort: "Wave 1", preset: "short", scenario: "the-heating", site: "demo" },
    ],
    ["/admin/upload", { name: "upload" }],
    ["/admin/upload/x", { name: "unknown" }],
    ["/admin/invitations/cm1", { name: "invitation", id: "cm1" }],
    ["/admin/sessions/12", { name: "session", id: 12, note: null }],
    ["/admin/sessions/12?note=n1", { name: "session", id: 12, note: "n1" }],
    ["/admin/sessions/twelve", { name: "unknown" }],
    ["/admin/sessions/0", { name: "unknown" }],
    ["/admin/sign-in", { name: "sign-in" }],
    ["/admin/invitations/%E0%A4%A", { name: "invitation", id: "%E0%A4%A" }],
    ["/admin/sessions?invitation=cm1", { ...SESSIONS, invitationId: "cm1" }],
    ["/admin/sessions?state=live&cohort=a", { ...SESSIONS, state: "live", cohort: "a" }],
    ["/admin/sessions?state=gone", SESSIONS],
    ["/admin/people?q=ros&role=STAFF", { name: "people", q: "ros", role: "STAFF" }],
    ["/admin/people?role=OWNER", { name: "people", q: "", role: null }],
    ["/admin/people/u%2F1", { name: "person", id: "u/1" }],
    ["/admin/keys", { name: "keys", creating: false }],
    ["/admin/keys/new", { name: "keys", creating: true }],
    ["/admin/keys/k1", { name: "unknown" }],
    ["/admin/sites", { name: "sites", creating: false }],
    ["/admin/sites/new", { name: "sites", creating: true }],
    ["/admin/sites/s1", { name: "site", id: "s1" }],
    [
      "/admin/audit?actor=u&action=user.role",
      { name: "audit", actor: "u", action: "user.role", subject: "", from: "", to: "" },
    ],
    ["/admin/outbox", { name: "outbox" }],
    ["/admin/outbox/1", { name: "unknown" }],
    ["/admin/me", { name: "me" }],
    ["/admin/elsewhere", { name: "unknown" }],
    ["/admin/invitations/a/b", { name: "unknown" }],
  ] as [string, Route][])("%s", (address, route) => {
    const [pathname = "", search = ""] = address.split("?");
    expect(parseRoute(pathname, search)).toEqual(route);
  });

  it.each([
    { ...LIST, state: "expired", q: "a&b", creating: true },
    { ...LIST, cohort: "a&b", preset: "a b", scenario: "c", site: "d" },
    { name: "upload" },
    { name: "qr-sheet" },
    { name: "invitation", id: "a/b" },
    { name: "session", id: 3, note: null },
    { name: "session", id: 3, note: "a b" },
    SESSIONS,
    { ...SESSIONS, invitationId: "a/b" },
    { ...SESSIONS, state: "COMPLETED", q: "a&b", scenario: "x", cohort: "c" },
    { name: "people", q: "a&b", role: "GUEST" },
    { name: "person", id: "a/b" },
    { name: "keys", creating: true },
    { name: "sites", creating: false },
    { name: "sites", creating: true },
    { name: "site", id: "a/b" },
    { name: "usage", rows: null, filter: {} },
    { name: "usage", rows: "events", filter: { from: "2026-11-01", name: "exchange_ended", detail: "" } },
    { name: "export", filter: {} },
    { name: "export", filter: { cohort: "Autumn 2026", from: "2026-09-01" } },
    { name: "system" },
    { name: "audit", actor: "a", action: "user.role", subject: "a b", from: "2026-11-01", to: "" },
    { name: "outbox" },
    { name: "me" },
    { name: "scenarios", creating: false, from: "" },
  ] as Exclude<Route, { name: "unknown" }>[])("%o is found again at its own address", (route) => {
    const url = new URL(hrefOf(route), "http://localhost");
    expect(parseRoute(url.pathname, url.search)).toEqual(route);
  });
});
