import type { AppContext } from "../app-context.ts";
import { staffSite } from "../administration/staff-site.ts";
import { type FieldError, Problem } from "../problem.ts";
import type { StaffSite } from "../protocol/administration.ts";
import type { ChangeSite } from "../protocol/known-people.ts";
import { wrongOrigin, wrongPage } from "./site-addresses.ts";

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
  change: ChangeSite,
  actorId: string,
): Promise<StaffSite> => {
  const noSite = () => new Problem("not-found", "There is no such site.");
  const site = await world.siteKeyStore.site(siteId);
  if (!site) throw noSite();
  const { returnUrls, origins: given, pageUrl } = change;
  const errors: FieldError[] = [];
  const origins = [...new Set(given ?? site.origins)];
  for (const [place, origin] of (given ?? []).entries()) {
    const wrong = wrongOrigin(origin);
    if (wrong !== null) errors.push({ pointer: `/origins/${place}`, detail: wrong });
  }
  const read = returnUrls?.map((text) => readReturnUrl(text, origins));
  for (const [place, it] of (read ?? []).entries())
    if ("wrong" in it) errors.push({ pointer: `/returnUrls/${place}`, detail: it.wrong });
  if (given && !returnUrls) {
    const left = site.returnUrls.find((url) => !origins.includes(new URL(url).origin));
    if (left !== undefined)
      errors.push({ pointer: "/origins", detail: `the return address ${left} is on an origin that would go` });
  }
  if (given || pageUrl !== undefined) {
    const wrong = wrongPage(pageUrl ?? site.pageUrl, origins);
    if (wrong !== null) errors.push({ pointer: pageUrl === undefined ? "/origins" : "/pageUrl", detail: wrong });
  }
  if (errors.length > 0) throw new Problem("invalid", "This cannot be used; `errors` says what and why.", { errors });
  const hrefs = read?.flatMap((it) => ("href" in it ? [it.href] : []));
  const changed = await world.siteKeyStore.changeSite(
    siteId,
    { ...change, returnUrls: hrefs && [...new Set(hrefs)], origins: given && origins },
    actorId,
  );
  const now = changed ? await world.siteKeyStore.site(siteId) : null;
  if (!now) throw noSite();
  return staffSite(now);
};
