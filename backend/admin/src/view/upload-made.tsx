import { useEffect, useRef } from "preact/hooks";
import { hrefOf, LIST } from "../state/route.ts";
import { addressedIn, badRows, madeIds, type Upload } from "../state/upload.ts";
import type { BulkAnswer } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ProblemNotice } from "./problem-notice.tsx";
import { BadRows } from "./upload-preview.tsx";

const words = text.upload;

/** What was made, and the ways to hand it out. */
export const UploadMade = ({
  model,
  made,
  onPrint,
}: {
  model: Upload;
  made: BulkAnswer;
  onPrint: (ids: string[]) => void;
}) => {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  const addressed = addressedIn(made);
  const sent = model.sent.value;
  const cohorts = [...new Set(made.rows.map(({ cohort }) => cohort))];
  const cohort = cohorts.length === 1 ? (cohorts[0] ?? "") : "";
  return (
    <div class="upload-made">
      <p ref={said} tabIndex={-1} class="made-words">
        {made.stored ? words.made(made.counts.made, made.counts.existing) : words.allThere(made.counts.existing)}
      </p>
      <div class="row wrap">
        <button
          type="button"
          class="button primary"
          disabled={model.links.running.value}
          onClick={() => void model.links.run()}
        >
          {model.links.running.value ? text.chosen.linksRunning : words.links}
        </button>
        <a class="button" href={hrefOf({ name: "qr-sheet" })} onClick={() => onPrint(madeIds(made))}>
          {words.sheet}
        </a>
        {addressed > 0 && (
          <button
            type="button"
            class="button"
            disabled={model.send.running.value || sent !== null}
            onClick={() => void model.send.run()}
          >
            {model.send.running.value ? words.sending : words.send(addressed)}
          </button>
        )}
        <a class="button" href={hrefOf({ ...LIST, cohort })}>
          {words.toList}
        </a>
        <button type="button" class="button quiet" onClick={model.startAnother}>
          {words.another}
        </button>
      </div>
      <p role="status" class={sent === null ? "unseen" : "done-line"}>
        {sent === null ? "" : words.sent(sent.done.length)}
      </p>
      <ProblemNotice title={text.chosen.linksFailed} problem={model.links.problem.value} />
      <ProblemNotice title={words.sendFailed} problem={model.send.problem.value} />
      {made.counts.bad > 0 && (
        <section aria-label={words.badTitle}>
          <h2>{words.badTitle}</h2>
          {made.stored && <p class="soft">{words.left(made.counts.bad)}</p>}
          <BadRows rows={badRows(made)} />
        </section>
      )}
    </div>
  );
};
