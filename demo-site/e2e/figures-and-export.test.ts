import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises";
import axe from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { CONSENT_VERSION } from "../../backend/src/invitations/who-sees-what.ts";
import { startSimulator, type Simulator } from "../../backend/src/model/simulator/start-simulator.ts";
import { launchBrowser } from "./browser.ts";
import { removeProduct, startProduct, type Product } from "./product.ts";
import { makeInvitation, signIn } from "./staff.ts";
import { welcomeVisitor } from "./visitor.ts";
import { consoleWords } from "./words.ts";

let browser: Browser;
let product: Product;
let upstream: Simulator;
const { usagePage, exportPage, system } = consoleWords;

beforeAll(async () => {
  upstream = await startSimulator({ speed: "instant" });
  // A Messages API as any other: its sessions are real ones.
  const env = { MODEL: "anthropic", ANTHROPIC_API_KEY: "upstream", ANTHROPIC_BASE_URL: upstream.url };
  [browser, product] = await Promise.all([launchBrowser(), startProduct({ env })]);
});
afterAll(async () => {
  await browser?.close();
  await removeProduct(product);
  await upstream?.stop();
});

/** Somebody with a reference of the survey's, who says one thing. */
const talk = async (staff: Page, externalRef: string, research: boolean): Promise<void> => {
  const made = await makeInvitation(staff, {
    label: `Of ${externalRef}`,
    scenarioSlug: "the-heating-is-off",
    externalRef,
  });
  const post = async (path: string, body: object, headers: Record<string, string> = {}) => {
    const response = await fetch(new URL(path, product.lines.api), {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    expect(response.status, path).toBeLessThan(300);
    return response;
  };
  const consent = { service: CONSENT_VERSION, research };
  const claimed = await (await post("/v1/invitations/claim", { token: made.token, consent })).json();
  const bearer = { authorization: `Bearer ${(claimed as { accessToken: string }).accessToken}` };
  const session = (await (await post("/v1/sessions", {}, bearer)).json()) as { id: number };
  const key = { "idempotency-key": randomUUID() };
  const sent = await post(
    `/v1/sessions/${session.id}/exchanges`,
    { content: `Words of ${externalRef}` },
    { ...bearer, ...key },
  );
  await sent.text();
};

const at = async (staff: Page, path: string): Promise<void> => {
  await staff.goto(new URL(path, staff.url()).href);
  await staff.waitForLoadState("networkidle");
};
/** What axe finds on the page as it stands, and what is wider than the window. */
const faultsOf = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe.source);
  const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return [
    ...violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`)),
    ...(wider > 0 ? [`${wider} px wider than the window`] : []),
  ];
};

test("staff read the figures, follow one to its rows, take an export and join it to their survey", async () => {
  const staff = await welcomeVisitor(browser);
  await signIn(staff, product.lines.console);
  await talk(staff, "survey-17", true);
  await talk(staff, "survey-18", false);

  // Counted within some seconds.
  const exchanged = staff.getByRole("link", { name: `2: ${usagePage.step("exchanged")}`, exact: true });
  await expect
    .poll(
      async () => {
        await at(staff, "/admin/usage");
        return await exchanged.count();
      },
      { timeout: 60_000, interval: 2_000 },
    )
    .toBe(1);
  await exchanged.click();
  await staff.getByRole("heading", { name: usagePage.rows.invitations.title }).waitFor();
  await staff.getByRole("link", { name: "Of survey-17" }).click();
  await staff.getByRole("heading", { name: "Of survey-17" }).waitFor();

  await at(staff, "/admin/export");
  await staff.getByText(exportPage.inIt(1, 1)).waitFor();
  await staff.getByLabel(exportPage.name).fill("Winter");
  await staff.getByRole("button", { name: exportPage.make }).click();
  const [file] = await Promise.all([
    staff.waitForEvent("download"),
    staff.getByRole("link", { name: exportPage.allNamed("Winter") }).click(),
  ]);
  const lines = (await readFile(await file.path(), "utf8"))
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  const survey = [
    { ref: "survey-17", mood: 4 },
    { ref: "survey-18", mood: 2 },
  ];
  const joined = survey.flatMap(({ ref, mood }) => {
    const invitation = lines.find((line) => line["table"] === "invitations" && line["external_ref"] === ref);
    const session = lines.find(
      (line) => line["table"] === "sessions" && line["invitation"] === (invitation?.["invitation"] ?? ""),
    );
    return lines
      .filter(
        (line) => line["table"] === "messages" && line["role"] === "user" && session?.["session"] === line["session"],
      )
      .map((line) => ({ mood, said: line["content"] }));
  });
  expect(joined).toEqual([{ mood: 4, said: "Words of survey-17" }]);
  expect(JSON.stringify(lines)).not.toContain("survey-18");

  await at(staff, "/admin/audit?action=export");
  await staff
    .getByRole("link", { name: consoleWords.audit.page["export"] ?? "" })
    .first()
    .waitFor();
  await at(staff, "/admin/system");
  await staff.getByText(system.busStates["in-process"]).waitFor();

  const faults: string[] = [];
  const looks = [
    { width: 360, colorScheme: "light" },
    { width: 768, colorScheme: "dark" },
    { width: 1440, colorScheme: "light" },
  ] as const;
  for (const { width, colorScheme } of looks) {
    await staff.setViewportSize({ width, height: 900 });
    await staff.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    for (const path of ["usage", "usage/calls", "usage?kind=trial", "export", "system", "audit?from=2026-11-01"]) {
      await at(staff, `/admin/${path}`);
      faults.push(...(await faultsOf(staff)).map((fault) => `${path} ${width} ${colorScheme}: ${fault}`));
    }
  }
  expect(faults).toEqual([]);
});
