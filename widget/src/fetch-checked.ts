import type { CheckedFile } from "./loader.ts";

/**
 * Fetches a module without running it. import() takes no `integrity`, but it takes what a `modulepreload` has fetched, and that does:
 * https://html.spec.whatwg.org/multipage/links.html#link-type-modulepreload. `nonce`: the script tag's, for policies that go by it.
 */
export const fetchChecked = ([href, integrity]: CheckedFile, nonce: string): Promise<unknown> => {
  const link = Object.assign(document.createElement("link"), { rel: "modulepreload", href, integrity, nonce });
  return new Promise((resolve, reject) => {
    link.onload = resolve;
    link.onerror = reject;
    document.head.append(link);
  }).finally(() => link.remove());
};
