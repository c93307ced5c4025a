// Signing in from the widget, in a real browser, at a real OpenID provider: by a window whose opener is cut, in place of the page, a
// second account, another device, and becoming one with an account in the midst of an answer.
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { enPages } from "../../widget/src/text/en-pages.ts";
import { enSignIn } from "../../widget/src/text/en-sign-in.ts";
import { enYou } from "../../widget/src/text/en-you.ts";
import { launchBrowser } from "./browser.ts";
import { eventually } from "./eventually.ts";
import { composer, enterConversation, partnerWords, readTranscript, say, waitForExchange } from "./invitee.ts";
import { beAt, type Campus, startWithProvider } from "./provider.ts";
import { removeProduct, type Product } from "./product.ts";
import { changeAsStaff, makeInvitation, readAsStaff, signIn } from "./staff.ts";
import { openPage } from "./studio.ts";
import { welcomeVisitor } from "./visitor.ts";
import { words } from "./words.ts";

let browser: Browser;
let product: Product;
let campus: Campus;
let staff: Page;
beforeAll(async () => {
  [browser, { product, campus }] = await Promise.all([
    launchBrowser(),
    startWithProvider({ SIMULATOR_SPEED: "natural" }),
  ]);
  staff = await openPage(browser);
  await signIn(staff, product.lines.console);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
});

const FIRST = "I can see this matters to you. What worries you most about it?";
const SECOND = "I feel stuck, because I want us to find a way that works for both of us.";

const youButton = (page: Page) => page.getByRole("button", { name: words.self.label, exact: true });
const openYou = async (page: Page): Promise<void> => {
  await youButton(page).click();
  await page.getByRole("heading", { name: enYou.title }).waitFor();
};
const leaveYou = (page: Page): Promise<void> => page.getByRole("button", { name: enYou.back }).click();
const withCampus = (page: Page) => page.getByRole("button", { name: enSignIn.with("Campus"), exact: true });

test("a guest signs in by a window whose opener is cut, adds a second account of the same provider, and goes on elsewhere", async () => {
  const { link } = await makeInvitation(staff, { label: "Alice" });
  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);
  await say(page, FIRST);
  await waitForExchange(page, 1);
  const before = await readTranscript(page);

  await openYou(page);
  await page.getByText(enYou.guest).waitFor();
  beAt(campus, "alice");
  await withCampus(page).click();
  await page.getByText(enYou.signedIn("Alice Ames")).waitFor();
  await page.getByText("alice@campus.example", { exact: true }).waitFor();

  // still signed in there: who adds an account is asked which
  beAt(campus, "alice-work");
  await withCampus(page).click();
  await page.getByText("alice@work.example", { exact: true }).waitFor();
  expect(await page.getByRole("button", { name: /^Remove Campus/ }).count()).toBe(2);

  // what was said stands, and the talk goes on as the same person
  await leaveYou(page);
  await composer(page).waitFor();
  expect(await readTranscript(page)).toEqual(before);
  await say(page, SECOND);
  await waitForExchange(page, 2);
  await page.reload();
  await composer(page).waitFor();
  await eventually(async () => (await readTranscript(page)).map(({ mine }) => mine)).toEqual([FIRST, SECOND]);

  // another device: the link alone opens nothing any more, the account does
  const elsewhere = await welcomeVisitor(browser);
  await elsewhere.goto(link);
  await elsewhere
    .getByRole("heading", { name: enSignIn.returning.title })
    .or(elsewhere.getByRole("button", { name: words.preview.goOn }))
    .first()
    .waitFor();
  const goOn = elsewhere.getByRole("button", { name: words.preview.goOn });
  if (await goOn.isVisible()) await goOn.click();
  await elsewhere.getByRole("heading", { name: enSignIn.returning.title }).waitFor();

  beAt(campus, "bob");
  await withCampus(elsewhere).click();
  await elsewhere.getByText(enSignIn.problems["other-account"] ?? "").waitFor();

  // the provider does not silently say the same one again
  beAt(campus, "alice-work");
  await withCampus(elsewhere).click();
  await eventually(async () => (await readTranscript(elsewhere)).map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
});

test("in the midst of an answer a guest becomes one with the account that is there already, and nothing is lost", async () => {
  beAt(campus, "bob");
  const first = await makeInvitation(staff, { label: "Bob, the first time" });
  const there = await welcomeVisitor(browser);
  await enterConversation(there, first.link);
  await openYou(there);
  await withCampus(there).click();
  await there.getByText(enYou.signedIn("Bob Bray")).waitFor();

  const second = await makeInvitation(staff, { label: "Bob, the second time" });
  const page = await welcomeVisitor(browser);
  await enterConversation(page, second.link);
  await say(page, FIRST);
  await waitForExchange(page, 1);
  await say(page, SECOND);
  await eventually(async () => await partnerWords(page, 2).textContent()).not.toBe("");

  await openYou(page);
  await withCampus(page).click();
  await page.getByRole("heading", { name: enSignIn.both.title }).waitFor();
  await page.getByText("Bob Bray").waitFor();
  await page.getByRole("button", { name: enSignIn.both.yes, exact: true }).click();
  await page.getByText(enYou.outcomes["merged"] ?? "").waitFor();
  await leaveYou(page);

  await waitForExchange(page, 2);
  const after = await readTranscript(page);
  expect(after.map(({ mine }) => mine)).toEqual([FIRST, SECOND]);
  expect(after.every(({ partner, note }) => partner !== "" && note !== "")).toBe(true);
  await page.reload();
  await composer(page).waitFor();
  await eventually(() => readTranscript(page)).toEqual(after);

  // one person has both invitations, and what was said in each
  const people = await readAsStaff<{ items: { id: string; name: string | null; mergedIntoId?: string | null }[] }>(
    staff,
    "users?q=Bob",
  );
  const bobs = people.items.filter(({ name }) => name === "Bob Bray");
  expect(bobs).toHaveLength(1);
  const bob = await readAsStaff<{ invitations: { id: string }[] }>(staff, `users/${bobs[0]?.id}`);
  expect(bob.invitations.map(({ id }) => id).toSorted()).toEqual([first.id, second.id].toSorted());
});

test("where no window opens, in place of the page: back where one was, with the code out of the address", async () => {
  const sites = await readAsStaff<{ items: { id: string; pageUrl: string }[] }>(staff, "sites");
  const page = await welcomeVisitor(browser);
  await page.addInitScript(() => {
    window.open = () => null;
  });
  campus.accounts.set("cora", { email: "cora@campus.example", email_verified: true, name: "Carol Cole" });
  beAt(campus, "cora");
  const { link } = await makeInvitation(staff, { label: "Carol" });
  await enterConversation(page, link);
  await say(page, FIRST);
  await waitForExchange(page, 1);
  const here = page.url();
  const site = sites.items.find(({ pageUrl }) => link.startsWith(pageUrl));
  await changeAsStaff(staff, `sites/${site?.id}`, { returnUrls: [here] });

  await openYou(page);
  await withCampus(page).click();
  await page.getByText(enSignIn.blocked).waitFor();
  await page.getByRole("button", { name: enSignIn.here, exact: true }).click();
  await page.getByText(enYou.signedIn("Carol Cole")).waitFor();
  expect(page.url()).toBe(here);
  await leaveYou(page);
  await eventually(async () => (await readTranscript(page)).map(({ mine }) => mine)).toEqual([FIRST]);
});

test("whoever says no there stays the guest they were", async () => {
  const { link } = await makeInvitation(staff, { label: "Somebody who says no" });
  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);
  await openYou(page);
  campus.screen.says = "no";
  try {
    await withCampus(page).click();
    await page.getByText(enSignIn.problems["sign-in-declined"] ?? "").waitFor();
  } finally {
    campus.screen.says = "yes";
  }
  expect(await page.getByText(enYou.guest).isVisible()).toBe(true);
});

test("whom a site no longer lets in still reads and erases what is theirs, by signing in on the page of rights", async () => {
  beAt(campus, "carol");
  const { link, token } = await makeInvitation(staff, { label: "Carol" });
  const page = await welcomeVisitor(browser);
  await enterConversation(page, link);
  await say(page, FIRST);
  await waitForExchange(page, 1);
  await openYou(page);
  await withCampus(page).click();
  await page.getByText(enYou.signedIn("Carol Crane")).waitFor();

  const { items } = await readAsStaff<{ items: { id: string; key: string }[] }>(staff, "sites");
  const site = items.find(({ key }) => key === "demo")?.id ?? "";
  await changeAsStaff(staff, `sites/${site}`, { requireKnownPeople: true });
  await page.goto("about:blank");
  await page.goto(link);
  const way = page.getByRole("link", { name: enPages.known.yours });
  await way.waitFor();
  expect(await way.getAttribute("href")).toBe(`${product.lines.api}/me#invitation=${token}`);

  const rights = await openPage(browser);
  await rights.goto((await way.getAttribute("href")) ?? "");
  await rights.getByRole("button", { name: "Sign in with Campus" }).click();
  await rights.getByRole("button", { name: "Read what was said" }).click();
  await rights.getByText(FIRST).first().waitFor();
  await rights.getByRole("button", { name: "Erase everything…" }).click();
  await rights.getByRole("button", { name: "Yes, erase everything" }).click();
  await rights.getByText("All of it is erased.").waitFor();
  await changeAsStaff(staff, `sites/${site}`, { requireKnownPeople: false });
});
