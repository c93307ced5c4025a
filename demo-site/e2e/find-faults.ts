import axe from "axe-core";
import type { Page } from "playwright-core";

const RULES: axe.RunOptions["runOnly"] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
/** all that can differ where nothing but the colours does */
const OF_COLOURS: axe.RunOptions["runOnly"] = { type: "rule", values: ["color-contrast", "link-in-text-block"] };

/** How much wider than the window the page is, in px. */
export const findOverflow = async (page: Page): Promise<string[]> => {
  const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  return wider > 0 ? [`${wider} px wider than the window`] : [];
};

/** What axe finds as it stands in `place`. */
export const findFaults = async (page: Page, place: string, coloursOnly = false): Promise<string[]> => {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.evaluate(axe.source);
  const { violations } = await page.evaluate(
    ([where, runOnly]) =>
      // what else it knows is thrown away
      (globalThis as unknown as { axe: typeof axe }).axe.run(where, { runOnly, resultTypes: ["violations"] }),
    [place, coloursOnly ? OF_COLOURS : RULES] as const,
  );
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, target }) => `${id}: ${target.join(" ")} ${html}`));
};
