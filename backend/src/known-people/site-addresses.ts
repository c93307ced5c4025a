/** Why this is no exact origin (RFC 6454: scheme, host, port) as browsers send it; null where it is one. */
export const wrongOrigin = (text: string): string | null => {
  if (!URL.canParse(text)) return "must be a whole origin, such as https://www.example.org";
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return "must begin with https:// (or http:// on your own machine)";
  // Browsers take it in a host name, but no page has it.
  if (text.includes("*")) return "must be one origin, without a wildcard";
  if (url.origin !== text) return `must be scheme, host and port alone: ${url.origin}`;
  return null;
};

/** Why this cannot be the page of a new site, whose origin is let in with it; null where it can. */
export const wrongFirstPage = (text: string): string | null => {
  const origin = URL.canParse(text) ? new URL(text).origin : "";
  const wrong = wrongPage(text, [origin]);
  return wrong ?? wrongOrigin(origin);
};

/** Why an invitation's link cannot open this page; null where it can. */
export const wrongPage = (text: string, origins: readonly string[]): string | null => {
  if (!URL.canParse(text)) return "must be a whole address, https:// included";
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol)) return "must be a web page, https:// included";
  if (url.username !== "" || url.password !== "") return "must not hold a name or a password";
  if (text.includes("#")) return "must not have a fragment: the invitation comes in it";
  if (!origins.includes(url.origin)) return `must be on one of the site's origins: ${origins.join(", ") || "none"}`;
  return null;
};
