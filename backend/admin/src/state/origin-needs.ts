export type OriginNeed =
  | { kind: "not-an-origin"; use: string | null }
  | { kind: "not-secure" }
  | { kind: "mixed" }
  | { kind: "no-microphone" }
  | { kind: "same-origin" }
  | { kind: "another-port" };

const isOwnMachine = (host: string): boolean => /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(host);

/**
 * What stands in the way of a page of this origin, or what its people should know.
 * @param api the origin that serves the widget
 */
export const needsOf = (origin: string, api: string, voice: boolean): OriginNeed[] => {
  if (!URL.canParse(origin) || new URL(origin).origin !== origin || origin.includes("*"))
    return [{ kind: "not-an-origin", use: URL.canParse(origin) ? new URL(origin).origin : null }];
  const [page, server] = [new URL(origin), new URL(api)];
  const needs: OriginNeed[] = [];
  const secure = page.protocol === "https:" || isOwnMachine(page.hostname);
  if (origin === api) needs.push({ kind: "same-origin" });
  if (!secure) needs.push({ kind: "not-secure" });
  if (!secure && voice) needs.push({ kind: "no-microphone" });
  if (page.protocol === "https:" && server.protocol === "http:" && !isOwnMachine(server.hostname))
    needs.push({ kind: "mixed" });
  if (page.port !== "") needs.push({ kind: "another-port" });
  return needs;
};

/** Lines of a host page's Content-Security-Policy, each whole: to be added to what is there. */
export const policyLines = (api: string, voice: boolean): string[] => [
  `script-src ${api}`,
  `connect-src ${api}`,
  ...(voice ? [`media-src ${api} blob:`] : []),
];
/** The same where the policy has a nonce of its own: the tag carries it, and passes it on. */
export const nonceLines = (api: string, voice: boolean): string[] => [
  "script-src 'nonce-RANDOM'",
  ...policyLines(api, voice).slice(1),
];
export const microphoneLine = "Permissions-Policy: microphone=(self)";
