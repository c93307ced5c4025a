import type { Locator, Page } from "playwright-core";
import { text } from "../../backend/admin/src/text/en.ts";

export type MadeInvitation = { id: string; token: string; link: string };

/** Signs in by the one-time link, which only a click spends. */
export const signIn = async (page: Page, link: string): Promise<void> => {
  await page.goto(link);
  await page.getByRole("button", { name: text.signIn.button, exact: true }).click();
  await page.getByRole("heading", { name: text.list.title }).waitFor();
};

/** As the console's own scripts call it: same origin, with its cookie. */
export const makeInvitation = async (page: Page, body: object): Promise<MadeInvitation> =>
  await page.evaluate(async (json) => {
    const headers = { "content-type": "application/json" };
    const response = await fetch("/v1/admin/invitations", { method: "POST", headers, body: json });
    if (response.status !== 201) throw new Error(`${response.status}: ${await response.text()}`);
    return (await response.json()) as MadeInvitation;
  }, JSON.stringify(body));

/** Fills the sheet and leaves it at the new link. */
export const createInvitation = async (page: Page, label: string): Promise<string> => {
  await page
    .getByRole("link", { name: text.list.create })
    .or(page.getByRole("button", { name: text.list.create }))
    .first()
    .click();
  await page.getByRole("textbox", { name: text.create.label }).fill(label);
  const scenario = page.getByRole("combobox", { name: text.create.scenario });
  await scenario.selectOption({ index: 1 });
  await page.getByRole("button", { name: text.create.submit, exact: true }).click();
  return await linkField(page).inputValue();
};

export const linkField = (page: Page): Locator => page.getByRole("textbox", { name: text.link.label });
export const row = (page: Page, label: string): Locator => page.getByRole("row").filter({ hasText: label });
