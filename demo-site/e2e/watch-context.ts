import type { BrowserContext } from "playwright-core";

const MARK = "policy violated:";

/** Runs in every page before its own scripts. The policy has no way to report, so the console carries it. */
const reportViolations = (mark: string): void => {
  document.addEventListener("securitypolicyviolation", (event) => {
    console.error(mark, event.violatedDirective, event.blockedURI, event.sourceFile, event.sample);
  });
};

/** Collects what no page may do: violations of its Content-Security-Policy and errors that nobody caught. */
export const watchContext = async (context: BrowserContext): Promise<string[]> => {
  const trouble: string[] = [];
  await context.addInitScript(reportViolations, MARK);
  context.on("console", (message) => {
    if (message.text().startsWith(MARK)) trouble.push(`${message.text()} at ${message.page()?.url()}`);
  });
  context.on("weberror", (event) => trouble.push(`uncaught: ${event.error().message}`));
  return trouble;
};
