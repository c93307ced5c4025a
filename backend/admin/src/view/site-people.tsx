import { useSignal } from "@preact/signals";
import { valueOf } from "../state/remote.ts";
import type { SitePage } from "../state/site-page.ts";
import type { StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { DoneLine } from "./done-line.tsx";
import { useActs } from "./use-acts.ts";

const words = text.sites;
export type SitePart = { page: SitePage; site: StaffSite; admin: boolean };

/** Whether a link is enough, or the site's own backend has to say who somebody is. */
export const SitePeople = ({ page, site, admin }: SitePart) => {
  const acts = useActs();
  const done = useSignal("");
  const required = site.requireKnownPeople;
  const { requireKnownPeople: action, keys } = page;
  const noKeys = valueOf(keys.state.value)?.length === 0;
  return (
    <section aria-labelledby="who-is-let-in">
      <h2 id="who-is-let-in">{words.people}</h2>
      <p>{required ? words.peopleWords.known : words.peopleWords.anyone}</p>
      <DoneLine home={acts.home} words={done.value} />
      {admin && (
        <p>
          <button class="button" {...acts.opens("require", action.clear)}>
            {required ? words.unrequire : words.require}
          </button>
        </p>
      )}
      {acts.open === "require" && (
        <ActPanel title={required ? words.unrequireTitle : words.requireTitle} onClose={acts.close}>
          <Confirm
            words={{
              confirm: required ? words.unrequire : words.require,
              running: words.requiring,
              failed: words.requireFailed,
            }}
            action={{ ...action, run: () => action.run(!required) }}
            onDone={() => {
              done.value = required ? words.requireDone.anyone : words.requireDone.known;
              acts.close();
            }}
            onCancel={acts.close}
          >
            <p class="act-words">{required ? words.unrequireDetail : words.requireDetail}</p>
            {!required && noKeys && <p class="act-words warn">{words.requireNoKeys}</p>}
          </Confirm>
        </ActPanel>
      )}
    </section>
  );
};
