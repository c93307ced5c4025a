import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { InvitationView } from "../api/protocol.ts";
import { announceChanges } from "../state/announce.ts";
import type { Conversation } from "../state/conversation.ts";
import type { SessionState } from "../state/session-state.ts";
import { en } from "../text/en.ts";
import { Bar } from "./bar.tsx";
import { Composer } from "./composer.tsx";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { QuotaLine } from "./quota-line.tsx";
import { StandingNotice } from "./standing-notice.tsx";
import { SteppedOut } from "./stepped-out.tsx";
import { Transcript } from "./transcript.tsx";
import { Opening } from "./waiting-pages.tsx";
import { Lazy, loadSummary } from "./lazy.tsx";

type Props = {
  conversation: Conversation;
  invitation: InvitationView | null;
  onEnded: (sessionId: number) => void;
  onPractiseAgain: (scenarioSlug: string) => void;
  busy: boolean;
};

/** Reads finished messages out, once each; what was there before is not read. */
const Announcer = ({ state }: { state: SessionState }) => {
  const before = useRef<SessionState | null>(null);
  const said = useSignal("");
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

export const ConversationView = ({ conversation, invitation, onEnded, onPractiseAgain, busy }: Props) => {
  const state = conversation.state.value;
  const connection = conversation.connection.value;
  const draft = conversation.draft.value;
  const notice = conversation.notice.value;
  const ending = useSignal(false);
  const reading = useSignal(false);
  const back = useSignal(false);
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
        {({ Summary }) => (
          <Summary
            state={state}
            invitation={invitation}
            busy={busy}
            onRead={() => (reading.value = true)}
            onPractiseAgain={() => onPractiseAgain(state.session.scenario.slug)}
          />
        )}
      </Lazy>
    );
  }
  if (status === "PAUSED" && !back.value) {
    return (
      <SteppedOut
        partner={partner}
        helpContacts={invitation?.helpContacts ?? []}
        title={state.session.scenario.name}
        notice={notice}
        onBack={comeBack}
        onEnd={end}
      />
    );
  }
  const exhausted =
    state.quota.level === "exhausted" && !state.exchanges.some((exchange) => exchange.status === "running");
  return (
    <>
      <Bar
        title={state.session.scenario.name}
        state={state}
        connection={connection}
        {...(status === "COMPLETED" ? { onBack: () => (reading.value = false) } : { onStepOut: stepOut })}
      />
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
            <StandingNotice conversation={conversation} state={state} onEnd={end} />
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
