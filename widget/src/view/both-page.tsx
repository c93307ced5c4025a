import { useSignal } from "@preact/signals";
import { noticeOf, type Notice as Problem } from "../state/notice.ts";
import type { BothAccounts } from "../state/screen.ts";
import { enSignIn } from "../text/en-sign-in.ts";
import { problemText } from "../text/en-pages.ts";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";

const { both: words } = enSignIn;

type Props = { both: BothAccounts; answer: (yes: boolean) => Promise<void> };

/** Two accounts would become one, for good: both are shown, and nothing happens without a yes. */
export const BothPage = ({ both: { from, into }, answer }: Props) => {
  const busy = useSignal(false);
  const problem = useSignal<Problem | null>(null);
  const say = async (yes: boolean): Promise<void> => {
    if (busy.peek()) return;
    busy.value = true;
    problem.value = null;
    try {
      await answer(yes);
    } catch (caught) {
      problem.value = noticeOf(caught);
    } finally {
      busy.value = false;
    }
  };
  return (
    <Page
      title={words.title}
      focus
      foot={
        <>
          <div role="alert">
            {problem.value && (
              <Notice kind="warn" icon="flag" title={problemText(problem.value, enSignIn.problems)} inset />
            )}
          </div>
          <button type="button" class="btn act big" aria-disabled={busy.value} onClick={() => void say(true)}>
            {busy.value ? words.busy : words.yes}
          </button>
          <button type="button" class="btn big" aria-disabled={busy.value} onClick={() => void say(false)}>
            {words.no}
          </button>
        </>
      }
    >
      <p>{words.text}</p>
      <dl class="rows">
        <dt>{words.from}</dt>
        <dd>{words.have(from.sessions, from.messages)}</dd>
        <dt>{words.into}</dt>
        <dd>
          {into.name ?? words.nameless}
          <br />
          <span class="soft">{words.by(into.account, into.email)}</span>
        </dd>
      </dl>
    </Page>
  );
};
