import { createHash } from "node:crypto";
import { PRODUCT_NAME } from "../product-name.ts";
import { CLOSE_SCRIPT, POPUP_SCRIPT } from "./page-scripts.ts";

const STYLE = `
:root { --sc-paper: #fbfaf7; --sc-ink: #1d1c1a; --sc-ink-soft: #5f5b54; --sc-line: #e4e0d8; --sc-act: #0e6355; color-scheme: light dark; }
@media (prefers-color-scheme: dark) { :root { --sc-paper: #171615; --sc-ink: #ece9e3; --sc-ink-soft: #a8a297; --sc-line: #35322e; --sc-act: #63c7b2; } }
* { box-sizing: border-box; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; padding: 24px; background: var(--sc-paper); color: var(--sc-ink);
  font: 15px/1.5 ui-sans-serif, system-ui, Inter, "Nimbus Sans", sans-serif; }
main { max-width: 34em; border-top: 1px solid var(--sc-line); padding-top: 20px; }
h1 { margin: 0 0 8px; font: 500 22px/1.3 ui-serif, "Iowan Old Style", "Palatino Linotype", Gelasio, P052, Georgia, serif; }
p { margin: 0 0 12px; color: var(--sc-ink-soft); }
a { color: var(--sc-act); }
`;
const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;

/** Nothing loads and nothing runs but what is written here; no page may frame it. */
export const PAGE_HEADERS = {
  "Content-Security-Policy": [
    "default-src 'none'",
    `script-src ${hash(POPUP_SCRIPT)} ${hash(CLOSE_SCRIPT)}`,
    `style-src ${hash(STYLE)}`,
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
  ].join("; "),
  // The page that opened the window has to be reached once: a stricter value would cut it off.
  "Cross-Origin-Opener-Policy": "unsafe-none",
  "Referrer-Policy": "no-referrer",
  "X-Frame-Options": "DENY",
  "Cache-Control": "no-store",
} as const;

const escape = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => `&#${character.codePointAt(0)};`);

const page = (it: {
  title: string;
  text: string;
  data?: Record<string, string>;
  script?: string;
  more?: string;
}): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escape(it.title)}</title><style>${STYLE}</style></head>
<body${Object.entries(it.data ?? {})
  .map(([name, value]) => ` data-${name}="${escape(value)}"`)
  .join("")}>
<main><h1 id="title">${escape(it.title)}</h1><p id="text" role="status">${escape(it.text)}</p>${it.more ?? ""}</main>
${it.script === undefined ? "" : `<script>${it.script}</script>`}</body>
</html>
`;

/** The popup's first page: it waits for the page that opened it, and nobody else. */
export const popupPage = (it: { id: string; origin: string; providerName: string }): string =>
  page({
    title: `Signing in with ${it.providerName}`,
    text: "One moment…",
    data: { id: it.id, origin: it.origin },
    script: POPUP_SCRIPT,
  });

export const donePage = (): string =>
  page({ title: "That worked", text: "You can close this window and go on where you were.", script: CLOSE_SCRIPT });

/** @param more `again`: the provider at which another account may be chosen, for the console */
export const failedPage = (text: string, more: { toConsole?: boolean; again?: string | null } = {}): string => {
  const another = more.again
    ? `<p><a href="/v1/admin/sign-in/${encodeURIComponent(more.again)}?choose">Use another account</a></p>`
    : "";
  const back = more.toConsole ? `<p><a href="/admin">Back to ${escape(PRODUCT_NAME)}</a></p>` : "";
  return page({ title: "The sign-in did not work", text, more: another + back });
};

/** What a person reads for the code of a failed sign-in. */
export const failureText = (code: string): string =>
  ({
    "sign-in-declined": "You said no, and nothing was changed. You can close this window.",
    "provider-unavailable": "The provider cannot be reached just now. Nothing was changed. Try again in a moment.",
  })[code] ?? "The provider's answer could not be trusted. Nothing was changed. Close this window and try again.";
