import { vi } from "vitest";
import type { SendRequest } from "../src/api/api-client.ts";
import { ApiProblem } from "../src/api/api-problem.ts";
import { parseOptions } from "../src/options.ts";
import { createBrowserStore } from "../src/state/browser-store.ts";
import { claim } from "../src/state/entering.ts";
import { createVisit } from "../src/state/visit.ts";
import { memoryStorage, session } from "./samples.ts";

export const TOKEN = "tok-tok-tok-tok-1";
export const preview = {
  siteName: "Lab",
  helpContacts: [],
  scenarios: [session().scenario],
  exchanges: 12,
  expiresAt: "2026-12-14T12:00:00.000Z",
  state: "unopened",
  claimed: false,
  erased: false,
  consent: { version: "v1" },
  whoSeesWhat: { partner: "", coach: "", staff: "", invitee: "" },
  simulated: false,
};
export const tokens = { accessToken: "a", expiresIn: 900, refreshToken: "r1" };
export const invitation = { id: "i", shared: false, state: "claimed", helpContacts: [] };

export type Answers = Record<string, (body: unknown) => unknown>;
/** A real visit over a server that the test plays: `METHOD PATH` to what it answers, an `ApiProblem` to what it throws. */
export const enter = (answers: Answers = {}, storage = memoryStorage()) => {
  const calls: string[] = [];
  /** the access token of each call, as it was made last */
  const bearers: Record<string, string | undefined> = {};
  const all: Answers = {
    "POST /v1/invitations/preview": () => preview,
    "POST /v1/invitations/claim": () => ({ ...tokens, user: {}, invitation, sessions: [] }),
    "POST /v1/auth/refresh": () => ({ ...tokens, refreshToken: "r2" }),
    "GET /v1/me": () => ({ user: {}, invitation, sessions: [] }),
    "GET /v1/scenarios": () => ({ items: [session().scenario] }),
    "POST /v1/sessions": () => session(),
    "GET /v1/origin-check?site=lab": () => ({ origin: "https://host.test", allowed: true, command: null }),
    ...answers,
  };
  const send: SendRequest = async (method, path, options) => {
    calls.push(`${method} ${path}`);
    bearers[`${method} ${path}`] = options?.token;
    const answer = await all[`${method} ${path}`]?.(options?.body);
    if (answer instanceof ApiProblem) throw answer;
    return new Response(JSON.stringify(answer ?? {}));
  };
  const onStored = vi.fn();
  const emit = vi.fn();
  const visit = createVisit({
    options: parseOptions({ site: "lab" }, "https://api.test/widget.js"),
    emit,
    onStored,
    send,
    store: createBrowserStore("lab", storage),
    follow: () => () => {},
  });
  return { visit, calls, bearers, storage, onStored, emit };
};
/** …by a claim, at the conversation. */
export const claimed = async (answers: Answers = {}, storage = memoryStorage()) => {
  const entered = enter(answers, storage);
  await entered.visit.open(TOKEN);
  const { value: screen } = entered.visit.screen;
  if (screen.name !== "preview") throw new Error(`expected the preview, not ${screen.name}`);
  await claim(entered.visit, TOKEN, screen.preview, { scenarioSlug: "heating", research: true });
  return entered;
};
