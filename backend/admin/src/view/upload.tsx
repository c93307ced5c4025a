import { useId, useRef } from "preact/hooks";
import { rememberForSheet } from "../state/chosen.ts";
import { hrefOf, LIST } from "../state/route.ts";
import { saveFile } from "../state/save-file.ts";
import { valueOf } from "../state/remote.ts";
import { createUpload, keptUpload, templateFor, type Upload as UploadModel } from "../state/upload.ts";
import { text } from "../text/en.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Page } from "./page.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { UploadHelp, UploadSite } from "./upload-help.tsx";
import { UploadMade } from "./upload-made.tsx";
import { UploadPreview } from "./upload-preview.tsx";

const words = text.upload;
const crumb = { href: hrefOf(LIST), label: text.list.title };

const Rows = ({ model }: { model: UploadModel }) => {
  const id = useId();
  const file = useRef<HTMLInputElement>(null);
  const choices = valueOf(model.choices.value);
  return (
    <form
      class="upload-rows"
      onSubmit={(event) => {
        event.preventDefault();
        void model.look.run();
      }}
    >
      <p>{words.hint}</p>
      <UploadHelp choices={choices} />
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
            // The same file may be chosen again, once it was mended: a field that still holds it would say nothing.
            event.currentTarget.value = "";
            await model.takeFile(taken);
            void model.look.run();
          }}
        />
        <label class="button" for={`${id}-file`}>
          {words.file}
        </label>
        <button
          type="button"
          class="button quiet"
          onClick={() => saveFile("invitations-to-fill-in.csv", templateFor(choices))}
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
      <UploadSite model={model} choices={choices} />
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
  const { id } = useMe();
  const model = useModel(() => createUpload(api, saveFile, keptUpload(api, id)), "upload");
  const made = model.made.value;
  return (
    <Page title={made === null ? words.title : made.stored ? words.madeTitle : words.thereTitle} crumb={crumb}>
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
