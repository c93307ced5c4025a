import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { createSiteMail, type SiteMail as SiteMailModel } from "../state/site-mail.ts";
import type { MailTemplates, MailTemplateView, StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel } from "./act-panel.tsx";
import { useConsole, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Loaded } from "./loaded.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { useActs, type Acts } from "./use-acts.ts";

const words = text.mail;

const Form = ({
  model,
  template,
  mail,
  acts,
  onDone,
}: {
  model: SiteMailModel;
  template: MailTemplateView;
  mail: MailTemplates["mail"];
  acts: Acts;
  onDone: () => void;
}) => {
  const subject = useSignal(template.subject);
  const body = useSignal(template.body);
  const id = useId();
  const change = async (said: { subject: string; body: string } | null): Promise<void> => {
    if (await model.change.run(template.kind, said)) onDone();
  };
  return (
    <ActPanel title={words.change(words.kind[template.kind])} onClose={acts.close}>
      <p class="act-words">
        {template.changed ? words.own : words.first} {words[mail]}
      </p>
      <form
        class="top-up"
        onSubmit={(event) => {
          event.preventDefault();
          void change({ subject: subject.value, body: body.value });
        }}
      >
        <div class="field">
          <label for={`${id}-subject`}>{words.subject}</label>
          <input
            id={`${id}-subject`}
            class="field-input"
            maxLength={200}
            required
            data-first
            value={subject.value}
            onInput={(event) => void (subject.value = event.currentTarget.value)}
          />
        </div>
        <div class="field">
          <label for={`${id}-body`}>{words.body}</label>
          <textarea
            id={`${id}-body`}
            class="field-input"
            rows={10}
            maxLength={5_000}
            required
            aria-describedby={`${id}-hint`}
            value={body.value}
            onInput={(event) => void (body.value = event.currentTarget.value)}
          />
          <p id={`${id}-hint`} class="hint">
            {words.hint}
          </p>
        </div>
        <div class="row wrap">
          <button type="submit" class="button primary" disabled={model.change.running.value}>
            {model.change.running.value ? words.saving : words.save}
          </button>
          {template.changed && (
            <button
              type="button"
              class="button"
              disabled={model.change.running.value}
              onClick={() => void change(null)}
            >
              {words.reset}
            </button>
          )}
          <button type="button" class="button quiet" onClick={acts.close}>
            {words.cancel}
          </button>
        </div>
        <ProblemNotice title={words.failed} problem={model.change.problem.value} />
      </form>
    </ActPanel>
  );
};

const KINDS = ["invitation", "reminder"] as const;

/** What its mails to invitees say: the invitation, and the reminder. Read when somebody wants to change them. */
export const SiteMail = ({ site }: { site: StaffSite }) => {
  const { api } = useConsole();
  const model = useModel(() => createSiteMail(api, site.id), site.id);
  const acts = useActs();
  const done = useSignal("");
  const open = (): void => {
    done.value = "";
    model.change.clear();
    void model.templates.load();
  };
  return (
    <section aria-labelledby="mail-of-site">
      <h2 id="mail-of-site">{words.title}</h2>
      <p>{words.about}</p>
      <DoneLine home={acts.home} words={done.value} />
      <p class="row wrap">
        {KINDS.map((kind) => (
          <button key={kind} class="button" {...acts.opens(kind, open)}>
            {words.change(words.kind[kind])}
          </button>
        ))}
      </p>
      {acts.open !== null && (
        <Loaded
          remote={model.templates.state.value}
          rows={2}
          failed={words.loadFailed}
          onRetry={() => void model.templates.load()}
        >
          {({ items, mail }) => {
            const template = items.find(({ kind }) => kind === acts.open);
            return (
              template && (
                <Form
                  key={template.kind}
                  model={model}
                  template={template}
                  mail={mail}
                  acts={acts}
                  onDone={() => {
                    done.value = words.saved;
                    acts.close();
                  }}
                />
              )
            );
          }}
        </Loaded>
      )}
    </section>
  );
};
