import { createAlertWatch } from "../state/alerts.ts";
import { ALERTS, hrefOf } from "../state/route.ts";
import { text } from "../text/en.ts";
import { alertOf, alertWords } from "./alert-words.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";

const words = text.alerts;

/** One line above every page while there is something new that needs somebody; nothing else is asked of them. */
export const AlertStrip = () => {
  const { api, router } = useConsole();
  const watch = useModel(() => createAlertWatch(api), "alerts");
  const unseen = watch.unseen.value;
  const newest = unseen[0];
  const here = router.route.value.name === "alerts";
  return (
    <div role="status" class="alert-strip-place">
      {newest !== undefined && !here && (
        <p class="alert-strip">
          <span class="warn">
            <Icon name="stuck" />
          </span>
          <span class="alert-strip-words">
            <b>{words.strip(unseen.length, watch.more.value)}</b>{" "}
            <span class="soft">
              {[words.kinds[newest.kind], alertOf(newest), alertWords(newest)]
                .filter((part) => part !== null)
                .join(" · ")}
            </span>
          </span>
          <a class="push" href={hrefOf(ALERTS)}>
            {words.stripLook}
          </a>
        </p>
      )}
    </div>
  );
};
