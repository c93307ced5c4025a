import type { Conversation } from "../state/conversation.ts";
import { listLines, wordsAt } from "../state/list-lines.ts";
import type { AsideState, SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { enBeside } from "../text/en-beside.ts";
import { problemText } from "../text/en-pages.ts";
import { Icon } from "./icon.tsx";
import { Prose } from "./prose.tsx";

const { ask } = enBeside;

const endText = ({ status, problemCode }: AsideState): string => {
  if (status === "stopped") return ask.stopped;
  return problemCode === null ? ask.failed : `${ask.failed} ${problemText({ code: problemCode, detail: "" })}`;
};

type Props = { conversation: Conversation; state: SessionState; aside: AsideState };

/** One question with its answer, as far as that has come. */
export const Asked = ({ conversation, state, aside: known }: Props) => {
  const aside = conversation.liveAside(known);
  const { asking } = conversation;
  const { number, branchId, afterNumber, question, status, text } = aside;
  const running = status === "running";
  const line = listLines(state.branches).find(({ id }) => id === branchId);
  const canAskAgain =
    status === "failed" &&
    known === state.asides.at(-1) &&
    state.session.status !== "COMPLETED" &&
    conversation.closed.value === null &&
    asking.unsent.value === null;
  return (
    <section class="asked" aria-label={ask.question(number)} aria-busy={running}>
      <p class="small soft">{ask.place(line?.number ?? 1, wordsAt(state, branchId, afterNumber))}</p>
      <p class="mine" dir="auto">
        {question.content}
      </p>
      {text !== "" && (
        <div class="note">
          <Prose text={text} live={running} />
        </div>
      )}
      {running && text === "" && <p class="note wait">{en.note.writing}</p>}
      {(status === "stopped" || status === "failed") && (
        <div class="row asked-end">
          <span class="small soft">{endText(aside)}</span>
          {canAskAgain && (
            <button type="button" class="btn" onClick={() => asking.ask(question.content)}>
              <Icon name="again" />
              {ask.again}
            </button>
          )}
        </div>
      )}
    </section>
  );
};
