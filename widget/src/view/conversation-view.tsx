import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { InvitationView } from "../api/protocol.ts";
import type { Conversation } from "../state/conversation.ts";
import { Bar } from "./bar.tsx";
import { Foot } from "./foot.tsx";
import { apart, beside, Lazy } from "./lazy.tsx";
import { markdown } from "./markdown.ts";
import { Transcript } from "./transcript.tsx";
import { Opening } from "./waiting.tsx";
import { WordsBefore } from "./words-before.tsx";

type Props = {
  conversation: Conversation;
  /** it was written in before, and most likely will be: there are words to go on with */
  before?: boolean;
  invitation: InvitationView | null;
  onPractiseAgain: (scenarioSlug: string) => void;
  busy: boolean;
};

/** A session: the scene, or what stands in its place while it is paused or over. */
export const ConversationView = ({ conversation, before, invitation, onPractiseAgain, busy }: Props) => {
  const state = conversation.outline.value;
  const reading = useSignal(false);
  /** out by a click of one's own, and back again: what is drawn next takes the focus */
  const left = useSignal(false);
  const back = useSignal(false);
  const asks = useSignal(false);
  // fetched while the scene is looked at, so that nobody waits for it
  useEffect(() => {
    apart.load();
    beside.load();
    markdown.load();
  }, []);
  if (!state) {
    const trouble = conversation.connection.value === "broken";
    return before ? (
      <WordsBefore draft={conversation.draft.value} onWrite={conversation.write} trouble={trouble} />
    ) : (
      <Opening trouble={trouble} />
    );
  }
  const { status } = state.session;

  const stepOut = (): void => {
    left.value = true;
    back.value = false;
    void conversation.stepOut();
  };
  // also where nothing can be written any more: then there is still everything to read
  const comeBack = (): void => {
    back.value = true;
    void conversation.comeBack();
  };

  if (status === "COMPLETED" && !reading.value) {
    return (
      <Lazy from={apart}>
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
      <Lazy from={apart}>
        {({ SteppedOut }) => (
          <SteppedOut
            scenario={state.session.scenario}
            helpContacts={invitation?.helpContacts ?? []}
            notice={conversation.notice.value}
            focus={left.value}
            onBack={comeBack}
            onEnd={() => void conversation.end()}
          />
        )}
      </Lazy>
    );
  }
  return (
    <>
      <Bar
        state={state}
        connection={conversation.connection.value}
        {...(status === "COMPLETED" ? { onBack: () => (reading.value = false) } : { onStepOut: stepOut })}
      />
      {state.branches.length > 0 && (
        <Lazy from={beside} waiting={null}>
          {({ LineSwitcher }) => <LineSwitcher conversation={conversation} state={state} />}
        </Lazy>
      )}
      <Transcript conversation={conversation} state={state} />
      <Lazy from={beside} waiting={null}>
        {({ Announcer }) => (
          <Announcer state={state} shown={conversation.shown.value} notesWait={conversation.held.value !== null} />
        )}
      </Lazy>
      {status !== "COMPLETED" ? (
        <Foot conversation={conversation} state={state} focus={back.value} onEnd={conversation.end} asks={asks} />
      ) : (
        state.asides.length > 0 && (
          <div class="foot">
            <div class="row under">
              <Lazy from={beside} waiting={null}>
                {({ Under }) => (
                  <Under conversation={conversation} state={state} asks={asks} ending={false} onEnd={null} />
                )}
              </Lazy>
            </div>
          </div>
        )
      )}
      {asks.value && (
        <Lazy from={beside} waiting={null}>
          {({ AskPanel }) => (
            <AskPanel conversation={conversation} state={state} onClose={() => (asks.value = false)} />
          )}
        </Lazy>
      )}
    </>
  );
};
