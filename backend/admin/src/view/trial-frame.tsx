import type { Trial } from "../state/types.ts";
import { text } from "../text/en.ts";

const words = text.scenarios.try;

/** The real widget on a page of its own, within this one. A new trial is a new page: its address's fragment is read once. */
export const TrialFrame = ({ trial, title, page = trial.page }: { trial: Trial; title: string; page?: string }) => (
  <div class="trial">
    <iframe key={trial.invitationId} class="trial-frame" title={title} src={page} />
    <p class="hint">
      <a href={page} target="_blank" rel="noreferrer">
        {words.open}
      </a>
    </p>
  </div>
);
