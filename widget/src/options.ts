/** What the script tag says. `api` and `assets` are bases without a trailing slash. */
export type Options = {
  site: string;
  /** where the API is called */
  api: string;
  /** where the panel's files are: always the script's own origin and folder */
  assets: string;
  invitation: string | null;
  mode: "floating" | "inline";
  /** selector of the element that an inline widget goes into */
  target: string | null;
  theme: "light" | "dark" | null;
};

const INVITATION = /[#&?]invitation=([^&\s]+)/;

/** The invitation in a page's fragment or in a pasted link; null where there is none. */
export const invitationInLink = (link: string): string | null => {
  const found = INVITATION.exec(link)?.[1];
  if (found === undefined) return null;
  try {
    return decodeURIComponent(found);
  } catch {
    return found;
  }
};

const withoutSlash = (url: string): string => url.replace(/\/+$/, "");

/** Parses a script's `data-*` once; what is not understood falls back to the default. */
export const parseOptions = (data: Readonly<Record<string, string | undefined>>, scriptUrl: string): Options => {
  const assets = withoutSlash(new URL(".", scriptUrl).href);
  return {
    site: data["site"] ?? "",
    api: withoutSlash(data["api"] || assets),
    assets,
    invitation: data["invitation"] || null,
    mode: data["mode"] === "inline" ? "inline" : "floating",
    target: data["target"] || null,
    theme: data["theme"] === "light" || data["theme"] === "dark" ? data["theme"] : null,
  };
};
