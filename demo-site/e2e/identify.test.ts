// A host site says who its visitor is, in a real browser: two people of one site at one computer, and a site that signs out.
import { createHmac, randomUUID } from "node:crypto";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enPages } from "../../widget/src/text/en-pages.ts";
import { enSignIn } from "../../widget/src/text/en-sign-in.ts";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { composer, enterConversation, goOnButton, say, startButton, waitForExchange } from "./invitee.ts";
import { type Product, removeProduct, startProduct } from "./product.ts";
import { askAsStaff, makeInvitation, readAsStaff, signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";

let browser: Browser;
let product: Product;
let staff: Page;
let key: { kid: string; secret: string };
beforeAll(async () => {
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env: { SIMULATOR_SPEED: "natural" } })]);
  staff = await openPage(browser);
  await signIn(staff, product.lines.console);
  const sites = await readAsStaff<{ items: { id: string; key: string }[] }>(staff, "sites");
  const demo = sites.items.find((site) => site.key === "demo");
  key = await askAsStaff<typeof key>(staff, `sites/${demo?.id}/keys`);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const encode = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");
/** What the site's backend signs, as docs/embedding.md has it. */
const tokenOf = (sub: string, name: string): string => {
  const iat = Math.floor(Date.now() / 1000);
  const claims = { iss: "demo", aud: "sidecoach", sub, name, iat, exp: iat + 120, jti: randomUUID() };
  const signed = `${encode({ alg: "HS256", typ: "JWT", kid: key.kid })}.${encode(claims)}`;
  return `${signed}.${createHmac("sha256", key.secret).update(signed).digest("base64url")}`;
};
const FIRST = "I can see this matters to you. What worries you most about it?";
const DRAFT = "What I did not dare to send";

/** A page that announces, as docs/embedding.md says, how to ask who is signed in; `site.who` is what its backend answers. */
const atSite = async (who: () => Promise<string | null>) => {
  const site = { who };
  const page = await welcomeVisitor(browser);
  await page.exposeFunction("whoAmI", () => site.who());
  await page.addInitScript(() => {
    const host = window as unknown as {
      whoAmI: () => Promise<string>;
      told: [string, unknown][];
      Sidecoach?: object;
    };
    host.told = [];
    const queue: unknown[][] = [["identify", { token: () => host.whoAmI() }]];
    for (const name of ["start", "message", "error"])
      queue.push(["on", name, (event: CustomEvent) => host.told.push([name, event.detail])]);
    host.Sidecoach ??= Object.assign(() => {}, { q: queue });
  });
  const told = (): Promise<unknown> => page.evaluate(() => (window as unknown as { told: unknown }).told);
  return { site, page, told };
};

test("while it is not known who is there, nothing of the one before is shown, told or sent; then it is somebody else", async () => {
  const { link } = await makeInvitation(staff, { label: "Ana" });
  const { site, page, told } = await atSite(async () => tokenOf("ana", "Ana Vega"));
  await enterConversation(page, link);
  await say(page, FIRST);
  await waitForExchange(page, 1);
  await composer(page).fill(DRAFT);

  // Ben signs in at the site, in the same browser; its backend takes its time
  let answer!: (token: string) => void;
  site.who = () => new Promise((resolve) => (answer = resolve));
  await page.reload();
  await page.getByText(words.opening).waitFor();
  await expect.poll(() => typeof answer).toBe("function");
  expect(await page.getByText(FIRST).count()).toBe(0);
  expect(await composer(page).count()).toBe(0);
  expect(await told()).toEqual([]);
  answer(tokenOf("ben", "Ben Ortiz"));
  await page.getByRole("heading", { name: enSignIn.another.title }).waitFor();
  expect(await page.getByText(FIRST).count()).toBe(0);
  expect(JSON.stringify(await told())).not.toContain("sessionId");

  // and Ana's is there for Ana
  site.who = async () => tokenOf("ana", "Ana Vega");
  await page.reload();
  await page.getByText(FIRST).waitFor();
  expect(await composer(page).inputValue()).toBe(DRAFT);
});

test("a visitor whom the site does not know begins as a guest", async () => {
  const { link } = await makeInvitation(staff, { label: "Somebody unknown" });
  const { page, told } = await atSite(async () => "");
  await enterConversation(page, link);
  expect(await told()).toMatchObject([["start", {}]]);
});

test("where the site cannot say it, nobody is let in as a guest but by saying so", async () => {
  const { link } = await makeInvitation(staff, { label: "Nobody can tell" });
  const { page } = await atSite(() => Promise.reject(new Error("the site is down")));
  await page.goto(link);
  await startButton(page).click();
  await page.getByText(enPages.problems["known-person-refused"] ?? "").waitFor();
  await page.getByRole("button", { name: words.trouble.again }).click();
  await page.getByText(enPages.problems["known-person-refused"] ?? "").waitFor();
  expect(await composer(page).count()).toBe(0);
  await page.getByRole("button", { name: enPages.asGuest }).click();
  await composer(page).waitFor();
});

test("the site signs somebody out: the sign-in ends on this device, and what they wrote is not shown any more", async () => {
  const { link } = await makeInvitation(staff, { label: "Carol" });
  const { site, page } = await atSite(async () => tokenOf("carol", "Carol Cole"));
  await enterConversation(page, link);
  await say(page, FIRST);
  await waitForExchange(page, 1);
  await page.evaluate(() => (window as unknown as { Sidecoach: (verb: string) => void }).Sidecoach("signOut"));
  await page.getByRole("heading", { name: enPages.lost.title }).waitFor();
  expect(await page.getByText(FIRST).count()).toBe(0);
  await eventually(() =>
    page.evaluate(() => Object.keys(localStorage).filter((name) => /:(login:|current)/.test(name))),
  ).toEqual([]);

  // the link alone leads to nobody's any more, and says whose word it takes
  site.who = async () => "";
  await page.goto("about:blank");
  await page.goto(link);
  await goOnButton(page).click();
  await page.getByText(enSignIn.returning.siteText).waitFor();
});
