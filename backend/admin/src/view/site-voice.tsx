import { useSignal } from "@preact/signals";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { DoneLine } from "./done-line.tsx";
import type { SitePart } from "./site-people.tsx";
import { useActs } from "./use-acts.ts";

const words = text.sites.voice;

/** Whether its invitees may speak instead of typing. */
export const SiteVoice = ({ page, site, admin }: SitePart) => {
  const acts = useActs();
  const done = useSignal("");
  const { takeRecordings: action } = page;
  const taken = site.voice;
  const act = taken ? words.off : words.on;
  return (
    <section aria-labelledby="voice-of-site">
      <h2 id="voice-of-site">{words.title}</h2>
      <p>{taken ? words.taken : words.notTaken}</p>
      <DoneLine home={acts.home} words={done.value} />
      {admin && (
        <p>
          <button class="button" {...acts.opens("voice", action.clear)}>
            {act.button}
          </button>
        </p>
      )}
      {acts.open === "voice" && (
        <ActPanel title={act.title} onClose={acts.close}>
          <Confirm
            words={{ confirm: act.button, running: words.changing, failed: words.failed }}
            action={{ ...action, run: () => action.run(!taken) }}
            onDone={() => {
              done.value = act.done;
              acts.close();
            }}
            onCancel={acts.close}
          >
            <p class="act-words">{act.detail}</p>
          </Confirm>
        </ActPanel>
      )}
    </section>
  );
};
