import type { Locator, Page } from "playwright-core";
import { consoleWords } from "./words.ts";

export type MadeInvitation = { id: string; token: string; link: string };

/** Signs in by the one-time link, which only a click spends. */
export const signIn = async (page: Page, link: string): Promise<void> => {
  await page.goto(link);
  await page.getByRole("button", { name: consoleWords.signIn.button, exact: true }).click();
  await page.getByRole("heading", { name: consoleWords.list.title }).waitFor();
};

type Call = { method: "GET" | "POST" | "PATCH"; path: string; body?: object };
/** As the console's own scripts call the API: same origin, its cookie, and the token that only they can read. */
const callAsStaff = async <T>(page: Page, { method, path, body }: Call): Promise<T> =>
  await page.evaluate(
    async ([verb, url, json]) => {
      const me = (await (await fetch("/v1/admin/me")).json()) as { csrfToken: string };
      const headers = { "content-type": "application/json", "x-csrf-token": me.csrfToken };
      const response = await fetch(url, { method: verb, headers, ...(json === null ? {} : { body: json }) });
      if (!response.ok) throw new Error(`${response.status}: ${await response.text()}`);
      return (await response.json()) as T;
    },
    [method, `/v1/admin/${path}`, body === undefined ? null : JSON.stringify(body)] as const,
  );

export const askAsStaff = async <T>(page: Page, path: string, body: object = {}): Promise<T> =>
  await callAsStaff<T>(page, { method: "POST", path, body });
export const changeAsStaff = async <T>(page: Page, path: string, body: object): Promise<T> =>
  await callAsStaff<T>(page, { method: "PATCH", path, body });
export const readAsStaff = async <T>(page: Page, path: string): Promise<T> =>
  await callAsStaff<T>(page, { method: "GET", path });

export const makeInvitation = async (page: Page, body: object): Promise<MadeInvitation> =>
  await askAsStaff<MadeInvitation>(page, "invitations", body);

/** Fills the sheet and leaves it at the new link. */
export const createInvitation = async (page: Page, label: string): Promise<string> => {
  await page
    .getByRole("link", { name: consoleWords.list.create })
    .or(page.getByRole("button", { name: consoleWords.list.create }))
    .first()
    .click();
  await page.getByRole("textbox", { name: consoleWords.create.label }).fill(label);
  // The list below the sheet can be narrowed to a scenario, too.
  const scenario = page.getByRole("dialog").getByRole("combobox", { name: consoleWords.create.scenario });
  await scenario.selectOption({ index: 1 });
  await page.getByRole("button", { name: consoleWords.create.submit, exact: true }).click();
  return await linkField(page).inputValue();
};

export const linkField = (page: Page): Locator => page.getByRole("textbox", { name: consoleWords.link.label });
export const row = (page: Page, label: string): Locator => page.getByRole("row").filter({ hasText: label });
