import type { Page } from "playwright-core";
import { directionOf, setLocale } from "../../widget/src/state/locale.ts";

const markPage = ([lang, dir]: readonly [string, string]): void => {
  new MutationObserver(() => {
    const { documentElement } = document;
    if (documentElement) Object.assign(documentElement, { lang, dir });
  }).observe(document, { childList: true });
};

/** Pages from now on are a host's in that language, and so are the words that tests look for. */
export const speak = async (page: Page, tag: string): Promise<void> => {
  await setLocale(tag);
  await page.addInitScript(markPage, [tag, directionOf(tag)] as const);
};
