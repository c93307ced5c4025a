import { useEffect, useRef } from "preact/hooks";
import type { InvitationView } from "../api/protocol.ts";
import { announceChanges } from "../state/announce.ts";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { en, problemText } from "../text/en.ts";
import { Bar } from "./bar.tsx";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { QuotaLine } from "./quota-line.tsx";
import { SteppedOut } from "./stepped-out.tsx";
import { Transcript } from "./transcript.tsx";
import { Opening } from "./waiting-pages.tsx";
import { Lazy, loadSummary } from "./lazy.tsx";
import { useLocal, useWatch } from "./use-watch.ts";

type Props = { conversation: Conversation; invitation: InvitationView | null; onEnded: (sessionId: number) => void; onPractiseAgain: (scenarioSlug: string) => void; busy: boolean };

/** Reads finished messages out, once each; what was there before is not read. */
const Announcer = ({ state }: { state: SessionState }) => {
  const before = useRef<SessionState | null>(null);
  const said = useLocal("");
  useEffect(() => {
    const changes = announceChanges(before.current, state);
    before.current = state;
    if (changes.length > 0) said.value = changes.join("\n");
  }, [state]);
  return (
    <p class="ear" role="status" aria-live="polite">
      {said.value}
    </p>
  );
};

const useOnline = (): boolean => {
  const online = useLocal(navigator.onLine);
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
const Standing = ({ conversation, state, onEnd }: { conversation: Conversation; state: SessionState; onEnd: () => void }) => {
  const online = useOnline();
  const notice = useWatch(conversation.notice);
  const draft = useWatch(conversation.draft);
  const hide = useLocal(false);
  const running = state.exchanges.some(({ status }) => status === "running");
  const { level, exchangesLeft } = state.quota;
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
  if (state.problem && state.problem.code !== "exhausted") return <Notice kind="warn" icon="flag" title={problemText(state.problem)} />;
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
        {en.quota.warning(exchangesLeft)}
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

export const ConversationView = ({ conversation, invitation, onEnded, onPractiseAgain, busy }: Props) => {
  const state = useWatch(conversation.state);
  const connection = useWatch(conversation.connection);
  const draft = useWatch(conversation.draft);
  const notice = useWatch(conversation.notice);
  const ending = useLocal(false);
  const reading = useLocal(false);
  const back = useLocal(false);
  useEffect(() => void loadSummary().catch(() => {}), []);
  if (!state) return <Opening trouble={connection === "broken"} />;
  const partner = state.session.scenario.partnerPersona;
  const { status } = state.session;

  const end = (): void =>
    void conversation.end().then((ended) => {
      ending.value = false;
      if (ended) onEnded(conversation.sessionId);
    });

  const stepOut = (): void => {
    back.value = false;
    void conversation.stepOut();
  };
  // also where nothing can be written any more: then there is still everything to read
  const comeBack = (): void => {
    back.value = true;
    void conversation.comeBack();
  };

  if (status === "COMPLETED" && !reading.value) {
    // where it cannot be fetched, the conversation itself is there to read
    return (
      <Lazy load={loadSummary} onFailed={() => (reading.value = true)}>
        {({ Summary }) => <Summary state={state} invitation={invitation} busy={busy} onRead={() => (reading.value = true)} onPractiseAgain={() => onPractiseAgain(state.session.scenario.slug)} />}
      </Lazy>
    );
  }
  if (status === "PAUSED" && !back.value) {
    return (
      <SteppedOut partner={partner} helpContacts={invitation?.helpContacts ?? []} title={state.session.scenario.name} notice={notice} onBack={comeBack} onEnd={end} />
    );
  }
  const exhausted = state.quota.level === "exhausted" && !state.exchanges.some((exchange) => exchange.status === "running");
  return (
    <>
      <Bar title={state.session.scenario.name} state={state} connection={connection} {...(status === "COMPLETED" ? { onBack: () => (reading.value = false) } : { onStepOut: stepOut })} />
      <Transcript conversation={conversation} state={state} />
      <Announcer state={state} />
      {status !== "COMPLETED" && (
        <div class="foot">
          {ending.value ? (
            <Notice
              icon="check"
              title={en.ending.title}
              actions={
                <>
                  <button type="button" class="btn act" onClick={end}>
                    {en.ending.yes}
                  </button>
                  <button type="button" class="btn" onClick={() => (ending.value = false)}>
                    {en.ending.no}
                  </button>
                </>
              }
            >
              {en.ending.text}
            </Notice>
          ) : (
            <Standing conversation={conversation} state={state} onEnd={end} />
          )}
          {!ending.value && (!exhausted || draft !== "") && <Composer conversation={conversation} partner={partner} />}
          <div class="row under">
            {!ending.value && !(exhausted && draft === "") ? (
              <button type="button" class="btn bare end" onClick={() => (ending.value = true)}>
                <Icon name="check" />
                {en.composer.end}
              </button>
            ) : (
              <span />
            )}
            <QuotaLine state={state} />
          </div>
          <p class="beside small soft">{en.note.beside(partner)}</p>
        </div>
      )}
    </>
  );
};
