import { useSignal } from "@preact/signals";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Action } from "../state/action.ts";
import { createCodeBook, type CodeBook, type CodeForm } from "../state/code-book.ts";
import { hrefOf, NOTES } from "../state/route.ts";
import type { StaffCode } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Loaded } from "./loaded.tsx";
import { Icon } from "./icon.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, ProblemNotice } from "./problem-notice.tsx";

const words = text.codes;

type FormProps = {
  title: string;
  first: CodeForm;
  submit: string;
  failed: string;
  action: Pick<Action<[]>, "running" | "problem">;
  run: (form: CodeForm) => Promise<boolean>;
  onClose: () => void;
};
/** A code's name and meaning; Escape closes it. */
const Form = ({ title, first, submit, failed, action, run, onClose }: FormProps) => {
  const id = useId();
  const form = useSignal(first);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const set = (change: Partial<CodeForm>): void => void (form.value = { ...form.peek(), ...change });
  return (
    <form
      class="act-panel code-form"
      aria-label={title}
      onSubmit={async (event) => {
        event.preventDefault();
        if (form.peek().name.trim() !== "" && (await run(form.peek()))) onClose();
      }}
      onKeyDown={(event) => {
        if (event.key === "Escape") onClose();
      }}
    >
      <h2>{title}</h2>
      <div class="field">
        <label for={id}>{words.name}</label>
        <input
          ref={field}
          id={id}
          class="field-input"
          maxLength={80}
          autoComplete="off"
          value={form.value.name}
          aria-describedby={`${id}-hint`}
          onInput={(event) => set({ name: event.currentTarget.value })}
        />
        <p id={`${id}-hint`} class="hint">
          {words.nameHint}
        </p>
      </div>
      <div class="field">
        <label for={`${id}-meaning`}>
          {words.meaning} <span class="soft plain">{words.optional}</span>
        </label>
        <textarea
          id={`${id}-meaning`}
          class="field-input"
          rows={3}
          maxLength={2_000}
          value={form.value.meaning}
          aria-describedby={`${id}-meaning-hint`}
          onInput={(event) => set({ meaning: event.currentTarget.value })}
        />
        <p id={`${id}-meaning-hint`} class="hint">
          {words.meaningHint}
        </p>
      </div>
      <div class="row wrap">
        <button type="submit" class="button primary" disabled={action.running.value || form.value.name.trim() === ""}>
          {action.running.value ? words.saving : submit}
        </button>
        <button type="button" class="button quiet" onClick={onClose}>
          {text.cancel}
        </button>
      </div>
      <ProblemNotice title={failed} problem={action.problem.value} />
    </form>
  );
};

const Code = ({ code, book }: { code: StaffCode; book: CodeBook }) => {
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const retired = code.retiredAt !== null;
  if (open.value)
    return (
      <li>
        <Form
          title={words.changeTitle(code.name)}
          first={{ name: code.name, meaning: code.meaning }}
          submit={words.save}
          failed={words.changeFailed}
          action={book.change}
          run={(form) => book.change.run(code.id, form)}
          onClose={() => {
            open.value = false;
            queueMicrotask(() => button.current?.focus());
          }}
        />
      </li>
    );
  return (
    <li class="code-line" data-retired={retired ? "" : undefined}>
      <div class="code-words">
        <p>
          <b>{code.name}</b> {retired && <span class="tag">{words.retired}</span>}
        </p>
        {code.meaning !== "" && <p>{code.meaning}</p>}
        <p class="small soft">{words.by(code.author)}</p>
      </div>
      <div class="row wrap code-acts">
        <a class="button quiet" href={hrefOf({ ...NOTES, code: code.id })} aria-label={words.notesWith(code.name)}>
          {words.notes}
        </a>
        <button
          ref={button}
          type="button"
          class="button quiet"
          aria-label={words.changeNamed(code.name)}
          onClick={() => {
            book.change.clear();
            open.value = true;
          }}
        >
          {words.change}
        </button>
        <button
          type="button"
          class="button quiet"
          title={retired ? undefined : words.retireHint}
          disabled={book.retire.running.value}
          onClick={() => void book.retire.run(code, !retired)}
        >
          {retired ? words.restore : words.retire}
        </button>
      </div>
    </li>
  );
};

/** What notes are marked with: made, explained and retired by all of staff. */
export const Codes = () => {
  const { api } = useConsole();
  const book = useModel(() => createCodeBook(api), "codes");
  const creating = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  const done = book.done.value;
  return (
    <Page
      title={words.title}
      sub={words.sub}
      actions={
        <div class="head-actions">
          <button
            ref={button}
            type="button"
            class="button primary"
            aria-expanded={creating.value}
            onClick={() => {
              book.create.clear();
              creating.value = true;
            }}
          >
            <Icon name="plus" />
            {words.create}
          </button>
        </div>
      }
    >
      <p role="status" class={done === null ? "unseen" : "done-line"}>
        {done === null ? "" : done.what === "added" ? words.added(done.name) : words.saved(done.name)}
      </p>
      {creating.value && (
        <Form
          title={words.create}
          first={{ name: "", meaning: "" }}
          submit={words.submit}
          failed={words.createFailed}
          action={book.create}
          run={(form) => book.create.run(form)}
          onClose={() => {
            creating.value = false;
            button.current?.focus();
          }}
        />
      )}
      <ProblemNotice title={words.changeFailed} problem={book.retire.problem.value} />
      <Loaded remote={book.codes.value} rows={5} failed={words.failed} onRetry={() => void book.load()}>
        {(codes) =>
          codes.length === 0 ? (
            <EmptyPanel title={words.emptyTitle}>
              <p>{words.empty}</p>
            </EmptyPanel>
          ) : (
            <>
              <ul class="code-lines" aria-label={words.title}>
                {codes.map((code) => (
                  <Code key={code.id} code={code} book={book} />
                ))}
              </ul>
              <p class="list-foot small soft">{words.end(codes.length)}</p>
            </>
          )
        }
      </Loaded>
    </Page>
  );
};
