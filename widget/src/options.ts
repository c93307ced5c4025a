/** What the script tag says. */
export type Options = {
  site: string;
  /** where the API is called, without a trailing slash */
  api: string;
  /** where the panel's files are, with a trailing slash: always the script's own folder */
  assets: string;
  invitation: string | null;
  mode: "floating" | "inline";
  /** selector of the element that an inline widget goes into */
  target: string | null;
  theme: "light" | "dark" | null;
  /** BCP 47; null: as the page or the browser says */
  locale: string | null;
  /** what the host site's backend has signed of who this is; said later, if at all */
  person?: string;
};
/** What may come after the script tag. */
export type Later = "invitation" | "person";

/** a token is made of characters that need no encoding */
const INVITATION = /[#&]invitation=([^&\s]+)/;

/** The invitation in a page's fragment or in a pasted link; null where there is none. */
export const invitationInLink = (link: string): string | null => INVITATION.exec(link)?.[1] ?? null;

/** Parses a script's `data-*` once; what is not understood falls back to the default. */
export const parseOptions = (data: Readonly<Record<string, string | undefined>>, scriptUrl: string): Options => {
  const assets = new URL(".", scriptUrl).href;
  const inline = data["mode"] === "inline";
  const theme = data["theme"];
  return {
    site: data["site"] ?? "",
    api: (data["api"] || assets).replace(/\/$/, ""),
    assets,
    invitation: data["invitation"] || null,
    mode: inline ? "inline" : "floating",
    target: (inline && data["target"]) || null,
    theme: theme === "light" || theme === "dark" ? theme : null,
    locale: data["locale"] || null,
  };
};
