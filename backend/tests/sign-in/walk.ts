// The steps of a sign-in, as a widget and a browser take them.
import { randomBytes } from "node:crypto";
import { challengeOf } from "../../src/sign-in/sign-in-keys.ts";
import { type Answer, SITE_ORIGIN, type TestInvitee, type TestWorld } from "../test-world.ts";
import { type Browser, createBrowser, type Page } from "./browser.ts";

export const FROM_SITE = { origin: SITE_ORIGIN };
export const RETURN_URL = `${SITE_ORIGIN}/room?signed=in`;
export const newVerifier = (): string => randomBytes(32).toString("base64url");

export type Begun = { id: string; url: string; intent: string; verifier: string };

export const createWalk = (world: TestWorld, provider: string) => {
  const begin = async (invitee: TestInvitee, more: object = {}): Promise<Begun> => {
    const verifier = newVerifier();
    const body = { provider, challenge: challengeOf(verifier), mode: "popup", ...more };
    const { status, body: begun } = await invitee.post("/v1/sign-ins", body, FROM_SITE);
    if (status !== 201) throw new Error(`begin: ${status} ${JSON.stringify(begun)}`);
    return { ...begun, verifier };
  };
  /** The popup's page hands the intent in, as its script does. */
  const open = (browser: Browser, { id }: { id: string }, intent: string): Promise<Page> =>
    browser.ask(`${world.url}/sign-in/${id}/open`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: world.url },
      body: JSON.stringify({ intent }),
    });
  /** As far as the address of our callback, which is not asked yet. */
  const toCallback = async (browser: Browser, begun: Begun): Promise<string> => {
    const opened = await open(browser, begun, begun.intent);
    if (opened.status !== 200) throw new Error(`open: ${opened.status} ${opened.text}`);
    const { url } = await browser.go(JSON.parse(opened.text).url, (at) => at.includes("/sign-in/callback/"));
    return url;
  };
  /** All of the popup's way. */
  const popup = async (begun: Begun, browser = createBrowser()): Promise<Page> =>
    browser.go(await toCallback(browser, begun));
  const status = async (invitee: TestInvitee, { id }: { id: string }) => (await invitee.get(`/v1/sign-ins/${id}`)).body;
  const redeem = (invitee: TestInvitee, { id, verifier }: Pick<Begun, "id" | "verifier">, more: object = {}) =>
    invitee.post(`/v1/sign-ins/${id}/redeem`, { verifier, ...more });
  /** From the button to the tokens. */
  const signIn = async (invitee: TestInvitee, more: object = {}): Promise<Answer> => {
    const begun = await begin(invitee);
    await popup(begun);
    return redeem(invitee, begun, more);
  };
  return { begin, open, toCallback, popup, status, redeem, signIn };
};
