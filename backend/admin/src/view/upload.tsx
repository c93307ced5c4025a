import { useId, useRef } from "preact/hooks";
import { rememberForSheet } from "../state/chosen.ts";
import { hrefOf, LIST } from "../state/route.ts";
import { saveFile } from "../state/save-file.ts";
import { createUpload, type Upload as UploadModel } from "../state/upload.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { UploadMade } from "./upload-made.tsx";
import { UploadPreview } from "./upload-preview.tsx";

const words = text.upload;
const crumb = { href: hrefOf(LIST), label: text.list.title };

const Rows = ({ model }: { model: UploadModel }) => {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  return (
    <form
      class="upload-rows"
      onSubmit={(event) => {
        event.preventDefault();
        void model.look.run();
      }}
    >
      <p>{words.hint}</p>
      <p class="small soft">{words.columns}</p>
      <div class="row wrap">
        <input
          ref={file}
          id={`${id}-file`}
          class="unseen"
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          onChange={async (event) => {
            const taken = event.currentTarget.files?.[0];
            if (taken === undefined) return;
            await model.takeFile(taken);
            // The same file may be chosen again, once it was mended.
            event.currentTarget?.form?.reset();
            void model.look.run();
          }}
        />
        <label class="button" for={`${id}-file`}>
          {words.file}
        </label>
        <button
          type="button"
          class="button quiet"
          onClick={() => saveFile("invitations-to-fill-in.csv", words.templateFile)}
        >
          {words.template}
        </button>
        <span role="status" class="small soft">
          {model.file.value === null ? "" : words.taken(model.file.value)}
        </span>
      </div>
      <div class="field">
        <label for={`${id}-rows`}>{words.paste}</label>
        <textarea
          id={`${id}-rows`}
          class="field-input mono"
          rows={8}
          spellcheck={false}
          wrap="off"
          value={model.csv.value}
          onInput={(event) => void (model.csv.value = event.currentTarget.value)}
        />
      </div>
      <p>
        <button
          type="submit"
          class={`button ${model.preview.value === null ? "primary" : ""}`}
          disabled={model.csv.value.trim() === "" || model.look.running.value}
        >
          {model.look.running.value ? words.looking : words.look}
        </button>
      </p>
      <ProblemNotice title={words.lookFailed} problem={model.look.problem.value} />
    </form>
  );
};

/** Many invitations from a file or pasted rows: what would be made is shown first, with what is wrong with which row. */
export const Upload = () => {
  const { api } = useConsole();
  const model = useModel(() => createUpload(api, saveFile), "upload");
  const made = model.made.value;
  return (
    <Page title={made === null ? words.title : words.madeTitle} crumb={crumb}>
      {made === null ? (
        <>
          <Rows model={model} />
          {model.preview.value !== null && <UploadPreview model={model} preview={model.preview.value} />}
        </>
      ) : (
        <UploadMade model={model} made={made} onPrint={rememberForSheet} />
      )}
    </Page>
  );
};
