import { useEffect, useMemo, useRef } from "preact/hooks";
import type { Conversation } from "../state/conversation.ts";
import { createReadingAloud } from "../state/reading-aloud.ts";
import type { SessionState } from "../state/session-state.ts";
import { spokenIn } from "../state/spoken-in.ts";
import { enVoice } from "../text/en-voice.ts";
import { useSheets } from "./frame.ts";
import css from "./voice.css?inline";
import { VoiceIcon } from "./voice-icon.tsx";

type Props = { conversation: Conversation; state: SessionState };

/** The partner's last words in the line that is shown, once they are whole; null while there are none. */
const lastWords = ({ conversation, state }: Props): { id: string; text: string } | null => {
  const exchanges = conversation.shown.value;
  const spoken = exchanges.findLast(({ partner }) => partner.ended && partner.text !== "");
  if (spoken) return { id: `${spoken.id} ${spoken.attempt}`, text: spoken.partner.text };
  return state.opening && { id: "opening", text: state.opening.content };
};

/** A choice that stays: the partner's answers are read aloud as they come. */
export const ReadAloud = (props: Props) => {
  useSheets(css);
  const { conversation, state } = props;
  const speech = globalThis.speechSynthesis as SpeechSynthesis | undefined;
  const aloud = useMemo(
    () => speech && createReadingAloud(conversation.store, speech, () => spokenIn(conversation)),
    [],
  );
  const last = lastWords(props);
  const readOf = useRef(last?.id);
  useEffect(() => {
    // what was there before is not read again, and another line is not what somebody says now
    if (readOf.current === last?.id) return;
    readOf.current = last?.id;
    if (last) aloud?.read(last.text);
  }, [last?.id]);
  useEffect(() => () => aloud?.stop(), []);
  if (!aloud) return null;
  const isOn = aloud.on.value;
  const name = enVoice.aloud(state.session.scenario.partnerPersona);
  return (
    <button
      type="button"
      class="btn bare aloud"
      aria-pressed={isOn}
      aria-label={name}
      title={name}
      onClick={() => {
        aloud.toggle();
        if (last) aloud.read(last.text);
      }}
    >
      <VoiceIcon name={isOn ? "loud" : "quiet"} />
    </button>
  );
};
