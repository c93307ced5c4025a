// @vitest-environment happy-dom
import { cleanup, fireEvent, render, screen, waitFor } from "@testing-library/preact";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createConsole, type Console } from "../src/state/console.ts";
import { bodyOf, pathOf } from "./fixtures.ts";
import { App } from "../src/view/app.tsx";

const me = { id: "u", name: "staff-02", role: "STAFF", model: "simulator", simulated: true, csrfToken: "c" };
const problem = (status: number, code: string) =>
  Response.json({ type: "t", title: code, status, code, detail: "", requestId: "r" }, { status });

/** A server that signs in whoever brings the token "good", once. */
const createServer = () => {
  let signedIn = false;
  return vi.fn<typeof fetch>(async (input, init) => {
    const path = pathOf(input);
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
  const open = (address: string) => {
    history.replaceState(null, "", address);
    const server = createServer();
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
    const answers = await Promise.all(server.mock.results.map(({ value }) => value as Promise<Response>));
    expect(answers.map(({ status }) => status)).toEqual([200]);
    expect(screen.getByText(/npm run sidecoach -- staff add/)).toBeTruthy();
  });
});
