import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { text } from "../text/en.ts";
import { DoneLine } from "./done-line.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import type { SitePart } from "./site-people.tsx";

const words = text.sites;

/** Where a sign-in that left the page may come back to. */
export const SiteReturns = ({ page, site, admin }: SitePart) => {
  const typed = useSignal("");
  const done = useSignal("");
  const field = useRef<HTMLInputElement>(null);
  const id = useId();
  const { addReturnUrl, removeReturnUrl } = page;
  const run = async (changed: Promise<boolean>): Promise<boolean> => {
    done.value = "";
    const isDone = await changed;
    if (isDone) done.value = words.returnsDone;
    // A removed address took its button with it, and the next one is written where the last one was.
    if (isDone) field.current?.focus();
    return isDone;
  };
  const add = async (): Promise<void> => {
    removeReturnUrl.clear();
    if (typed.peek().trim() !== "" && (await run(addReturnUrl.run(typed.peek())))) typed.value = "";
  };
  const remove = (url: string): void => {
    addReturnUrl.clear();
    void run(removeReturnUrl.run(url));
  };
  return (
    <section aria-labelledby="return-addresses">
      <h2 id="return-addresses">{words.returns}</h2>
      <p class="soft">{words.returnsHint}</p>
      {site.returnUrls.length === 0 && <p class="soft">{words.noReturns}</p>}
      <ul class="lines ruled">
        {site.returnUrls.map((url) => (
          <li key={url} class="line">
            <span class="mono">{url}</span>
            {admin && (
              <button
                type="button"
                class="button quiet bad"
                aria-label={words.removeReturnNamed(url)}
                disabled={removeReturnUrl.running.value}
                onClick={() => remove(url)}
              >
                {words.removeReturn}
              </button>
            )}
          </li>
        ))}
      </ul>
      <DoneLine words={done.value} />
      <ProblemNotice title={words.removeReturnFailed} problem={removeReturnUrl.problem.value} />
      {admin && (
        <form
          class="field"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <label for={id}>{words.returnField}</label>
          <div class="row wrap">
            <input
              ref={field}
              id={id}
              class="field-input mono secret"
              inputMode="url"
              autoComplete="off"
              spellcheck={false}
              aria-describedby={`${id}-hint`}
              value={typed.value}
              onInput={(event) => void (typed.value = event.currentTarget.value)}
            />
            <button type="submit" class="button" disabled={typed.value.trim() === "" || addReturnUrl.running.value}>
              {addReturnUrl.running.value ? words.addingReturn : words.addReturn}
            </button>
          </div>
          <p id={`${id}-hint`} class="hint">
            {words.returnFieldHint}
          </p>
          <ProblemNotice title={words.addReturnFailed} problem={addReturnUrl.problem.value} />
        </form>
      )}
    </section>
  );
};
