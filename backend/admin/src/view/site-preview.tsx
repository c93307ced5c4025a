import { text } from "../text/en.ts";
import { ProblemNotice } from "./problem-notice.tsx";
import type { SitePart } from "./site-people.tsx";
import { TrialFrame } from "./trial-frame.tsx";

const words = text.sites.preview;

/** The snippet at work: the real widget on a page, with the site's name and looks. */
export const SitePreview = ({ page }: Pick<SitePart, "page">) => {
  const { trial, start } = page.preview;
  const shown = trial.value;
  return (
    <section aria-labelledby="see-site">
      <h2 id="see-site">{words.title}</h2>
      <p class="soft">{words.hint}</p>
      <p>
        <button type="button" class="button" disabled={start.running.value} onClick={() => void start.run()}>
          {start.running.value ? words.starting : shown === null ? words.show : words.again}
        </button>
      </p>
      <ProblemNotice title={words.failed} problem={start.problem.value} />
      {shown !== null && (
        <TrialFrame trial={shown} title={words.frame} page={shown.page.replace("/admin/try#", "/admin/try/page#")} />
      )}
    </section>
  );
};
