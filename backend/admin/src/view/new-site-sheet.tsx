import { createNewSite, faultOfPage, originOfPage } from "../state/new-site.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { LineField } from "./line-field.tsx";
import { OriginWarnings } from "./origin-warnings.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { Sheet } from "./sheet.tsx";

const words = text.sites.created;

/** The origin that the page brings with it: it is let in from the start. */
const FirstOrigin = ({ page }: { page: string }) => {
  const origin = originOfPage(page);
  return (
    <div role="status" class="first-origin">
      {origin !== null && (
        <>
          <p>
            {words.letsIn} <span class="mono">{origin}</span>
          </p>
          <OriginWarnings origin={origin} voice={false} />
        </>
      )}
    </div>
  );
};

/** Makes a site, and goes to its page, where the snippet stands. */
export const NewSiteSheet = ({ onClose }: { onClose: () => void }) => {
  const { api, router } = useConsole();
  const model = useModel(() => createNewSite(api, ({ id }) => router.go({ name: "site", id }, "replace")), "new");
  const { name, page, key } = model.form.value;
  const { create } = model;
  const fault = faultOfPage(page);
  return (
    <Sheet title={text.sites.create} onClose={onClose}>
      <form
        class="sheet-form"
        onSubmit={(event) => {
          event.preventDefault();
          if (model.sendable.peek()) void create.run();
        }}
      >
        <div class="sheet-body">
          <LineField
            label={words.name}
            hint={words.nameHint}
            value={name}
            most={120}
            onInput={(value) => model.set({ name: value })}
            first
          />
          <LineField
            label={words.page}
            hint={words.pageHint}
            wrong={fault === null ? null : words.wrong[fault]}
            value={page}
            most={2_000}
            mono
            inputMode="url"
            onInput={(value) => model.set({ page: value })}
          >
            <FirstOrigin page={page} />
          </LineField>
          <LineField
            label={words.key}
            hint={words.keyHint}
            value={key}
            most={60}
            mono
            onInput={(value) => model.set({ key: value })}
          />
          <ProblemNotice title={words.failed} problem={create.problem.value} />
        </div>
        <footer>
          <span class="push row">
            <button type="button" class="button quiet" onClick={onClose}>
              {text.cancel}
            </button>
            <button type="submit" class="button primary" disabled={create.running.value || !model.sendable.value}>
              {create.running.value ? words.submitting : words.submit}
            </button>
          </span>
        </footer>
      </form>
    </Sheet>
  );
};
