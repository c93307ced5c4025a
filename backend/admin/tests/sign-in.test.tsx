// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConsole, type Console } from "../src/state/console.ts";
import { bodyOf, pathOf } from "./fixtures.ts";
import { App } from "../src/view/app.tsx";

const me = {
  id: "u",
  name: "staff-02",
  role: "STAFF",
  model: "simulator",
  simulated: true,
  mail: "sent",
  csrfToken: "c",
};
const problem = (status: number, code: string) =>
  Response.json({ type: "t", title: code, status, code, detail: "", requestId: "r" }, { status });

/** A server that signs in whoever brings the token "good", once. */
const createServer = (providers: () => Response) => {
  let signedIn = false;
  return vi.fn<typeof fetch>(async (input, init) => {
    const path = pathOf(input);
    if (path === "/v1/sign-in-providers") return providers();
    if (path.endsWith("/sign-in") && init?.method === "GET") return Response.json({ staff: signedIn ? me : null });
    if (path.endsWith("/sign-in")) {
      signedIn = bodyOf(init)["token"] === "good";
      return signedIn ? Response.json(me) : problem(401, "bad-token");
    }
    if (!signedIn) return problem(401, "no-token");
    return Response.json({ items: [], cursor: null });
  });
};
const calls = (server: ReturnType<typeof createServer>, method: "GET" | "POST") =>
  server.mock.calls.filter(([input, init]) => pathOf(input) === "/v1/admin/sign-in" && init?.method === method).length;

describe("sign-in by the one-time link", () => {
  let console: Console;
  const none = () => Response.json({ items: [], cursor: null });
  const open = (address: string, providers: () => Response = none) => {
    history.replaceState(null, "", address);
    const server = createServer(providers);
    console = createConsole(server);
    render(<App console={console} />);
    return server;
  };
  beforeEach(() => void vi.stubGlobal("scrollTo", () => undefined));
  afterEach(() => {
    cleanup();
    console.dispose();
    vi.unstubAllGlobals();
  });

  it("takes the token out of the address, and spends it at the click, not before", async () => {
    const server = open("/admin#sign-in=good");
    expect(location.hash).toBe("");
    const button = await screen.findByRole("button", { name: "Sign in" });
    await waitFor(() => expect(calls(server, "GET")).toBe(1));
    expect(calls(server, "POST")).toBe(0);
    fireEvent.click(button);
    await screen.findByRole("heading", { name: "Invitations" });
    expect(calls(server, "POST")).toBe(1);
    expect(screen.getByText("Answers come from the simulator.")).toBeTruthy();
  });

  it("says how to get another link when this one is spent", async () => {
    open("/admin#sign-in=bad");
    fireEvent.click(await screen.findByRole("button", { name: "Sign in" }));
    await screen.findByText(/npm run sidecoach -- staff add/);
    expect(screen.queryByRole("button", { name: "Sign in" })).toBeNull();
  });

  it("says how to get a link to whoever comes without", async () => {
    const server = open("/admin/invitations/abc");
    await screen.findByRole("heading", { name: "You are signed out" });
    // A browser writes every refused request into its console.
    await waitFor(() => expect(server).toHaveBeenCalledTimes(2));
    const answers = await Promise.all(server.mock.results.map(({ value }) => value as Promise<Response>));
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(screen.getByText(/npm run sidecoach -- staff add/)).toBeTruthy();
    expect(screen.queryByRole("link")).toBeNull();
  });

  const two = () =>
    Response.json({
      items: [
        { id: "google", name: "Google" },
        { id: "oidc", name: "Campus" },
      ],
      cursor: null,
    });
  it.each(["/admin/people", "/admin#sign-in=good"])(
    "offers the accounts that are set up as links, for the server to lead on from: %s",
    async (address) => {
      open(address, two);
      const offered = await screen.findAllByRole("link");
      expect(offered.map((link) => [link.textContent, link.getAttribute("href")])).toEqual([
        ["Sign in with Google", "/v1/admin/sign-in/google"],
        ["Sign in with Campus", "/v1/admin/sign-in/oidc"],
      ]);
      // The console's own router leaves them alone: they are another server's pages by way of ours.
      const click = new MouseEvent("click", { bubbles: true, cancelable: true, button: 0 });
      document.addEventListener("click", (event) => event.preventDefault(), { once: true });
      offered[0]?.dispatchEvent(click);
      expect(location.pathname).toBe(address.split("#")[0]);
    },
  );

  it("a link works all the same where the accounts could not be loaded", async () => {
    open("/admin/people", () => problem(500, "internal"));
    await screen.findByText(/could not be loaded. A link works all the same/);
    expect(screen.getByText(/npm run sidecoach -- staff add/)).toBeTruthy();
  });
});
