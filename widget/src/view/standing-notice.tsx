import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { isSpending, type SessionState } from "../state/session-state.ts";
import { enApart } from "../text/en-apart.ts";
import { problemText } from "../text/en-pages.ts";
import { useSheets } from "./frame.ts";
import { Notice, noticeSheet } from "./notice.tsx";
import { noteSheet } from "./written-note.tsx";

const { idle, notices, quota } = enApart;

const useOnline = (): boolean => {
  const online = useSignal(navigator.onLine);
  useEffect(() => {
    const look = (): void => {
      online.value = navigator.onLine;
    };
    addEventListener("online", look);
    addEventListener("offline", look);
    return () => {
      removeEventListener("online", look);
      removeEventListener("offline", look);
    };
  }, []);
  return online.value;
};

const Dismiss = ({ onClick }: { onClick: () => void }) => (
  <button type="button" class="btn" onClick={onClick}>
    {notices.dismiss}
  </button>
);

/** The invitation was taken back or ran out: what was being written is shown, since there is no field for it any more. */
const Closed = ({ conversation, code }: { conversation: Conversation; code: string }) => {
  const draft = conversation.draft.value;
  const look = (
    <button type="button" class="btn" onClick={() => void conversation.lookAgain()}>
      {notices.lookAgain}
    </button>
  );
  return (
    <Notice kind="warn" icon="flag" title={problemText({ code, detail: "" })} actions={look}>
      {draft !== "" && (
        <>
          {notices.notSent}
          <p class="mine unsent" dir="auto">
            {draft}
          </p>
        </>
      )}
    </Notice>
  );
};

type Props = { conversation: Conversation; state: SessionState; onEnd: () => void };

/** At most one notice stands above the composer: the one that matters most. */
export const StandingNotice = ({ conversation, state, onEnd }: Props) => {
  // a style sheet that comes costs a look at all that stands there: better at the beginning than in the middle of an answer
  useSheets(noticeSheet, noteSheet);
  const online = useOnline();
  const hidden = useSignal(false);
  const expiryHidden = useSignal(false);
  const endsSoon = conversation.endsSoon.value;
  const notice = conversation.notice.value;
  const closed = conversation.closed.value;
  const { level, aboutExchanges } = state.quota;
  if (closed !== null) return <Closed conversation={conversation} code={closed} />;
  if (!online) {
    return (
      <Notice kind="warn" icon="offline" title={notices.offlineTitle}>
        {notices.offline}
      </Notice>
    );
  }
  if (notice) {
    return (
      <Notice kind="warn" icon="flag" title={problemText(notice)} actions={<Dismiss onClick={conversation.dismiss} />}>
        {conversation.draft.value !== "" && notices.back}
      </Notice>
    );
  }
  if (state.problem && state.problem.code !== "exhausted")
    return <Notice kind="warn" icon="flag" title={problemText(state.problem)} />;
  // while one runs its worst case is reserved: what is left is known when it ends
  if (isSpending(state)) return null;
  if (level === "exhausted") {
    const see = (
      <button type="button" class="btn act" onClick={onEnd}>
        {quota.see}
      </button>
    );
    return (
      <Notice kind="warn" icon="flag" title={quota.exhaustedTitle} actions={see}>
        {quota.exhausted}
      </Notice>
    );
  }
  if (level === "last") {
    return (
      <Notice kind="warn" icon="flag" title={quota.lastTitle}>
        {quota.lastText}
      </Notice>
    );
  }
  if (level === "warning" && !hidden.value) {
    return (
      <Notice icon="flag" title={quota.warningTitle} actions={<Dismiss onClick={() => (hidden.value = true)} />}>
        {quota.warning(aboutExchanges)}
      </Notice>
    );
  }
  if (endsSoon !== null && !expiryHidden.value) {
    return (
      <Notice
        icon="clock"
        title={notices.endsSoonTitle}
        actions={<Dismiss onClick={() => (expiryHidden.value = true)} />}
      >
        {notices.endsSoon(endsSoon)}
      </Notice>
    );
  }
  if (state.session.status === "ABANDONED") {
    return (
      <Notice icon="clock" title={idle.title}>
        {idle.text}
      </Notice>
    );
  }
  return null;
};
