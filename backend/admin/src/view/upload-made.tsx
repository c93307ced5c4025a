import { useEffect, useRef } from "preact/hooks";
import { hrefOf, LIST } from "../state/route.ts";
import { addressedIds, addressedIn, badRows, madeIds, type Upload } from "../state/upload.ts";
import type { BulkAnswer } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { doneWords } from "./chosen-bar.tsx";
import { useMe } from "./console-context.ts";
import { MailPreview } from "./mail-preview.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { BadRows } from "./upload-preview.tsx";
import { useActs } from "./use-acts.ts";

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
  const { mail } = useMe();
  const acts = useActs();
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
        {addressed > 0 && sent === null && (
          <button class="button" {...acts.opens("send", model.send.clear)}>
            {words.send(addressed)}
          </button>
        )}
        <a class="button" href={hrefOf({ ...LIST, cohort })}>
          {words.toList}
        </a>
        <button type="button" class="button quiet" onClick={model.startAnother}>
          {words.another}
        </button>
      </div>
      {acts.open === "send" && (
        <ActPanel title={words.sendTitle(addressed)} onClose={acts.close}>
          <Confirm words={words.sendWords} action={model.send} onDone={acts.close} onCancel={acts.close}>
            <MailPreview kind="invitation" ids={addressedIds(made)} />
          </Confirm>
        </ActPanel>
      )}
      <p ref={acts.home} tabIndex={-1} role="status" class={sent === null ? "unseen" : "done-line"}>
        {sent === null ? "" : doneWords({ act: "send", done: sent.done.length, skipped: sent.skipped }, mail)}
      </p>
      <ProblemNotice title={text.chosen.linksFailed} problem={model.links.problem.value} />
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
