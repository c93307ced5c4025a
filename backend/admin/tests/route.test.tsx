import { describe, expect, it } from "vitest";
import { hrefOf, parseRoute, type Route } from "../src/state/route.ts";

describe("routes", () => {
  it.each([
    ["/admin", { name: "invitations", state: null, q: "", creating: false }],
    ["/admin/invitations?state=stuck&q=P%2014", { name: "invitations", state: "stuck", q: "P 14", creating: false }],
    ["/admin/invitations?state=nonsense", { name: "invitations", state: null, q: "", creating: false }],
    ["/admin/invitations/new?state=stuck", { name: "invitations", state: "stuck", q: "", creating: true }],
    ["/admin/invitations/cm1", { name: "invitation", id: "cm1" }],
    ["/admin/sessions/12", { name: "session", id: 12 }],
    ["/admin/sessions/twelve", { name: "unknown" }],
    ["/admin/sessions/0", { name: "unknown" }],
    ["/admin/sign-in", { name: "sign-in" }],
    ["/admin/invitations/%E0%A4%A", { name: "invitation", id: "%E0%A4%A" }],
    ["/admin/elsewhere", { name: "unknown" }],
    ["/admin/invitations/a/b", { name: "unknown" }],
  ] as [string, Route][])("%s", (address, route) => {
    const [pathname = "", search = ""] = address.split("?");
    expect(parseRoute(pathname, search)).toEqual(route);
  });

  it.each([
    { name: "invitations", state: "expired", q: "a&b", creating: true },
    { name: "invitation", id: "a/b" },
    { name: "session", id: 3 },
    { name: "sessions" },
    { name: "scenarios" },
  ] as Exclude<Route, { name: "unknown" }>[])("%o is found again at its own address", (route) => {
    const url = new URL(hrefOf(route), "http://localhost");
    expect(parseRoute(url.pathname, url.search)).toEqual(route);
  });
});
