import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { en, problemText } from "../text/en.ts";
import { Notice } from "./notice.tsx";

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

/** At most one notice stands above the composer: the one that matters most. */
export const StandingNotice = ({
  conversation,
  state,
  onEnd,
}: {
  conversation: Conversation;
  state: SessionState;
  onEnd: () => void;
}) => {
  const online = useOnline();
  const notice = conversation.notice.value;
  const draft = conversation.draft.value;
  const hide = useSignal(false);
  const running = state.exchanges.some(({ status }) => status === "running");
  const { level, aboutExchanges } = state.quota;
  if (!online) {
    return (
      <Notice kind="warn" icon="offline" title={en.notices.offlineTitle}>
        {en.notices.offline}
      </Notice>
    );
  }
  if (notice) {
    return (
      <Notice
        kind="warn"
        icon="flag"
        title={problemText(notice)}
        actions={
          <button type="button" class="btn" onClick={conversation.dismiss}>
            {en.notices.dismiss}
          </button>
        }
      >
        {draft !== "" && en.notices.back}
      </Notice>
    );
  }
  if (state.problem && state.problem.code !== "exhausted")
    return <Notice kind="warn" icon="flag" title={problemText(state.problem)} />;
  // while one runs its worst case is reserved: what is left is known when it ends
  if (running) return null;
  if (level === "exhausted") {
    return (
      <Notice
        kind="warn"
        icon="flag"
        title={en.quota.exhaustedTitle}
        actions={
          <button type="button" class="btn act" onClick={onEnd}>
            {en.quota.see}
          </button>
        }
      >
        {en.quota.exhausted}
      </Notice>
    );
  }
  if (level === "last") {
    return (
      <Notice kind="warn" icon="flag" title={en.quota.lastTitle}>
        {en.quota.lastText}
      </Notice>
    );
  }
  if (level === "warning" && !hide.value) {
    return (
      <Notice
        icon="flag"
        title={en.quota.warningTitle}
        actions={
          <button type="button" class="btn" onClick={() => (hide.value = true)}>
            {en.notices.dismiss}
          </button>
        }
      >
        {en.quota.warning(aboutExchanges)}
      </Notice>
    );
  }
  if (state.session.status === "ABANDONED") {
    return (
      <Notice icon="clock" title={en.idle.title}>
        {en.idle.text}
      </Notice>
    );
  }
  return null;
};
