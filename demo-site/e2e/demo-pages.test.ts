import { request } from "node:http";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PRACTICE_PATH, serveDemoSite } from "../serve.mjs";
import { launchBrowser } from "./browser.ts";
import { welcomeVisitor } from "./visitor.ts";

const PAGES = ["/", PRACTICE_PATH, "/guides/first-sentence", "/no-such-page"];
const MENU = ["Practice room", "Guides", "How it works", "Visit"];
let browser: Browser;
let site: Awaited<ReturnType<typeof serveDemoSite>>;

beforeAll(async () => {
  // no API listens there: the host's own pages have to stand without the widget
  const options = { port: 0, apiUrl: "http://127.0.0.1:9/", siteKey: 'a"key' };
  [browser, site] = await Promise.all([launchBrowser(), serveDemoSite(options)]);
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
});

/** Sends the path as it stands: fetch would resolve its dots first. */
const getStatus = (path: string, method = "GET"): Promise<{ status?: number; body: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(site.url, { path, method }, (response) => {
      let body = "";
      response.on("data", (chunk) => (body += String(chunk)));
      response.on("end", () => resolve({ ...(response.statusCode && { status: response.statusCode }), body }));
    });
    sent.on("error", reject).end();
  });

test("the pages keep their own strict policy, read well, and fit from 320 px on", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const page = await welcomeVisitor(browser, { colorScheme });
    for (const path of PAGES) {
      await page.goto(site.url + path);
      for (const width of [320, 768, 1440]) {
        await page.setViewportSize({ width, height: 900 });
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow, `${path} at ${width}`).toBeLessThanOrEqual(0);
        for (const name of MENU)
          expect(await page.getByRole("link", { name, exact: true }).first().isVisible(), `${name} at ${width}`).toBe(
            true,
          );
      }
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run());
      expect(violations.map(({ id, nodes }) => `${path}: ${id} ${nodes[0]?.html}`)).toEqual([]);
    }
  }
});

test("values are escaped, the policy names the API alone, and nothing outside public/ is served", async () => {
  const { body } = await getStatus(PRACTICE_PATH);
  expect(body).toContain('src="http://127.0.0.1:9/widget.js"');
  expect(body).toContain('data-site="a&#34;key"');
  expect(body).not.toContain("{{");
  expect(body).not.toContain("<!-- part:");
  const policy = (await fetch(site.url)).headers.get("content-security-policy");
  expect(policy).toContain("script-src http://127.0.0.1:9;");
  for (const path of ["/../serve.mjs", "/..%2fserve.mjs", "/%2e%2e/parts/head.html", "/css/../../serve.mjs", "/%zz"])
    expect((await getStatus(path)).status, path).toBe(404);
  expect(await getStatus("/", "HEAD")).toEqual({ status: 200, body: "" });
  expect((await getStatus("/", "POST")).status).toBe(405);
});
