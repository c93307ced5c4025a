import { useSignal } from "@preact/signals";
import { createPagedList } from "../state/paged-list.ts";
import { mailStateOf, type MailState } from "../state/mail-state.ts";
import type { OutboxMessage } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Forbidden } from "./forbidden.tsx";
import { Icon, type IconName } from "./icon.tsx";
import { ListTable, type Column } from "./list-table.tsx";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";

const words = text.outbox;
const { columns } = words;

const LOOK: Record<MailState, { icon: IconName; tone: string }> = {
  sent: { icon: "completed", tone: "good" },
  waiting: { icon: "expired", tone: "soft" },
  failed: { icon: "stuck", tone: "bad" },
};

const State = ({ mail }: { mail: OutboxMessage }) => {
  const state = mailStateOf(mail);
  return (
    <span class="state">
      <span class={LOOK[state].tone}>
        <Icon name={LOOK[state].icon} />
      </span>
      <b class={state === "failed" ? "bad" : ""}>{words.state[state]}</b>
      <span class="why">
        {mail.sentAt === null ? (
          words.why(state, mail.tries, mail.problem)
        ) : (
          <Moment at={mail.sentAt} how="day-and-clock" />
        )}
      </span>
    </span>
  );
};

/** The text behind a click: it holds a code, and somebody may look over a shoulder. */
const Body = ({ mail }: { mail: OutboxMessage }) => {
  const shown = useSignal(false);
  if (mail.sentAt !== null) return <span class="soft small">{words.gone}</span>;
  return (
    <>
      <button
        type="button"
        class="button quiet"
        aria-expanded={shown.value}
        aria-label={shown.value ? words.hideNamed(mail.recipient) : words.showNamed(mail.recipient)}
        onClick={() => void (shown.value = !shown.value)}
      >
        {shown.value ? words.hide : words.show}
      </button>
      {shown.value && <pre class="mail-text">{mail.body}</pre>}
    </>
  );
};

const COLUMNS: Column<OutboxMessage>[] = [
  {
    label: columns.subject,
    cell: (mail) => (
      <>
        {mail.subject}
        <span class="under-name">{mail.recipient}</span>
      </>
    ),
  },
  { label: columns.state, as: "state", cell: (mail) => <State mail={mail} /> },
  { label: columns.text, cell: (mail) => <Body mail={mail} /> },
  { label: columns.made, as: "last", cell: ({ createdAt }) => <Moment at={createdAt} how="day-and-clock" /> },
];

// Not refreshed by itself: each look is audited.
const Mails = () => {
  const { api } = useConsole();
  const list = useModel(() => createPagedList((cursor) => api.listOutbox(cursor)), "outbox");
  const looking = list.loaded.value.at === "loading";
  return (
    <Page
      title={words.title}
      actions={
        <div class="head-actions">
          <button type="button" class="button" disabled={looking} onClick={() => void list.load()}>
            {looking ? words.looking : words.again}
          </button>
        </div>
      }
    >
      <p class="soft page-words">{words.hint}</p>
      <Listed
        list={list}
        failed={words.failed}
        end={words.end}
        nothing={
          <EmptyPanel title={words.emptyTitle}>
            <p>{words.empty}</p>
          </EmptyPanel>
        }
      >
        {(mails) => <ListTable label={words.title} columns={COLUMNS} items={mails} />}
      </Listed>
    </Page>
  );
};

/** What was written to people, for admins: asked for by nobody else, since the asking is written down too. */
export const Outbox = () =>
  useMe().role === "ADMIN" ? (
    <Mails />
  ) : (
    <Page title={words.title}>
      <Forbidden />
    </Page>
  );
