import type { SidecoachMode, SidecoachPerson } from "./host-api.ts";

/** What the script tag says, or the element's own attributes. */
export type Options = {
  site: string;
  /** where the API is called, without a trailing slash */
  api: string;
  invitation: string | null;
  mode: SidecoachMode;
  /** over everything else, or in the page's own order by `--sc-z` */
  layer: "top" | "page";
  /** BCP 47; null: as the page or the browser says */
  locale: string | null;
  density: "comfortable" | "compact";
  /** what the host site's backend has signed of who this is; said later, if at all */
  person?: PersonSource;
};
export type PersonSource = Exclude<SidecoachPerson, null | undefined>;

/** a token is made of characters that need no encoding */
const INVITATION = /[#&]invitation=([^&\s]+)/;

/** The invitation in a page's fragment or in a pasted link; null where there is none. */
export const invitationInLink = (link: string): string | null => INVITATION.exec(link)?.[1] ?? null;

/** The folder that the script's server serves it from, with a trailing slash. A pinned script lies two folders below. */
export const rootOf = (scriptUrl: string): string => new URL(".", scriptUrl).href.replace(/v\/\w+\/$/, "");

export const TAG = "sidecoach-widget";
/** Selector of what a script tag's widget goes into. */
export const homeOf = ({ dataset: { mode, target } }: HTMLScriptElement): string =>
  (mode === "inline" && target) || "body";

const MODES: readonly string[] = ["side-panel", "full-screen", "inline"];

/** Parses `data-*` once; what is not understood falls back to the default. */
export const parseOptions = (data: Readonly<Record<string, string | undefined>>, scriptUrl: string): Options => {
  const mode = data["mode"] ?? "";
  return {
    site: data["site"] ?? "",
    api: (data["api"] || rootOf(scriptUrl)).replace(/\/$/, ""),
    invitation: data["invitation"] || null,
    mode: MODES.includes(mode) ? (mode as SidecoachMode) : "floating",
    layer: data["layer"] === "page" ? "page" : "top",
    locale: data["locale"] || null,
    density: data["density"] === "compact" ? "compact" : "comfortable",
  };
};
