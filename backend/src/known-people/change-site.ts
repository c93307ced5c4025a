import type { AppContext } from "../app-context.ts";
import { Problem } from "../problem.ts";
import type { ChangeSite, SitePeople } from "../protocol/known-people.ts";

/**
 * The address as a browser writes it, since a sign-in compares letter by letter; or why it cannot be one. Whoever gets a return
 * gets the code in its fragment: only pages that may embed the widget do.
 */
const readReturnUrl = (text: string, origins: readonly string[]): { href: string } | { wrong: string } => {
  if (!URL.canParse(text)) return { wrong: "must be a whole address, https:// included" };
  const url = new URL(text);
  // A blob: has the origin of the page that made it.
  if (!/^https?:$/.test(url.protocol)) return { wrong: "must be a web page, https:// included" };
  if (url.username !== "" || url.password !== "") return { wrong: "must not hold a name or a password" };
  if (text.includes("#")) return { wrong: "must not have a fragment: the sign-in's code comes in it" };
  if (!origins.includes(url.origin))
    return { wrong: `must be a page of one of the site's origins: ${origins.join(", ")}` };
  return { href: url.href };
};

/** @throws Problem not-found, invalid */
export const changeSite = async (
  world: Pick<AppContext, "siteKeyStore">,
  siteId: string,
  { requireKnownPeople, voice, returnUrls }: ChangeSite,
  actorId: string,
): Promise<SitePeople> => {
  const noSite = () => new Problem("not-found", "There is no such site.");
  const site = await world.siteKeyStore.site(siteId);
  if (!site) throw noSite();
  const read = returnUrls?.map((text) => readReturnUrl(text, site.origins));
  const errors = (read ?? []).flatMap((it, place) =>
    "wrong" in it ? [{ pointer: `/returnUrls/${place}`, detail: it.wrong }] : [],
  );
  if (errors.length > 0) throw new Problem("invalid", "A return address cannot be used.", { errors });
  const hrefs = read?.flatMap((it) => ("href" in it ? [it.href] : []));
  const change = { requireKnownPeople, voice, returnUrls: hrefs && [...new Set(hrefs)] };
  const changed = await world.siteKeyStore.changeSite(siteId, change, actorId);
  if (!changed) throw noSite();
  return changed;
};
