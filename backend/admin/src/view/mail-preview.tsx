import { useEffect } from "preact/hooks";
import { createRemote } from "../state/remote.ts";
import type { MailKind, MailPreview as Preview } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.mailPreview;
/** As many as one act takes: the first of a longer list stand for it. */
const MOST = 1_000;

const Shown = ({ preview }: { preview: Preview }) => {
  const { count, example, mail } = preview;
  if (example === null) return <p>{words.nobody}</p>;
  return (
    <>
      <p>
        {words.count(count)} {preview.words.map(({ site, changed }) => words.whose(site, changed)).join(" ")}
      </p>
      {mail === "outbox" && <p class="warn">{words.waits}</p>}
      <figure class="mail-example">
        <figcaption class="small soft">{words.first(example.recipient)}</figcaption>
        <p class="strong">{example.subject}</p>
        <pre class="mail-text">{example.body.replaceAll("{link}", words.link)}</pre>
      </figure>
    </>
  );
};

/** Before mails are written: to how many, in whose words, and the first of them. */
export const MailPreview = ({ kind, ids }: { kind: MailKind; ids: readonly string[] }) => {
  const { api } = useConsole();
  const preview = useModel(() => createRemote(() => api.previewMails({ kind, ids: ids.slice(0, MOST) })), kind);
  useEffect(() => void preview.load(), [preview]);
  const loaded = preview.state.value;
  if (loaded.at === "failed") return <ProblemNotice title={words.failed} problem={loaded.problem} />;
  return loaded.at === "loading" ? <p role="status">{text.loading}</p> : <Shown preview={loaded.value} />;
};
