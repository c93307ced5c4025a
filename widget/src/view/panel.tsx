import { type Signal, useComputed, useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import type { PanelHost } from "../panel-handle.ts";
import { locale, wordless } from "../state/locale.ts";
import type { PageScreen } from "../state/screen.ts";
import type { Visit } from "../state/visit.ts";
import { en } from "../text/en.ts";
import { directionOf } from "../text/pick-language.ts";
import { ConversationView } from "./conversation-view.tsx";
import { Frame } from "./frame.ts";
import { FrameButtons } from "./frame-buttons.tsx";
import { Lazy, pages } from "./lazy.tsx";
import { useRoomy } from "./use-roomy.ts";
import { Opening } from "./waiting.tsx";
import { WordsAhead } from "./words-before.tsx";

type Props = {
  host: PanelHost;
  visit: Visit;
  shown: Signal<boolean>;
  wide: Signal<boolean>;
  adopt: (css: string) => void;
  onInvitation: (token: string) => void;
};

type PageProps = Pick<Props, "visit" | "onInvitation"> & { screen: PageScreen };
const PageLater = (props: PageProps) => <Lazy from={pages}>{({ PageOf }) => <PageOf {...props} />}</Lazy>;

const Current = ({ visit, onInvitation }: Pick<Props, "visit" | "onInvitation">) => {
  const screen = visit.screen.value;
  const busy = visit.busy.value;
  const invitation = visit.invitation.value;
  if (wordless.value) return <Opening />;
  switch (screen.name) {
    case "opening": {
      const expected = visit.expects();
      return expected === null ? <Opening /> : <WordsAhead store={visit.store} sessionId={expected} />;
    }
    case "conversation":
      return (
        <ConversationView
          key={screen.conversation.sessionId}
          conversation={screen.conversation}
          before={visit.expects() === screen.conversation.sessionId}
          invitation={invitation}
          busy={busy}
          onPractiseAgain={(slug) => void visit.attempt(() => visit.startSession(slug, true))}
        />
      );
  }
  return <PageLater screen={screen} visit={visit} onInvitation={onInvitation} />;
};

/** as wide as that at most, as in the style sheets; in pixels */
const PHONE = 480;

/**
 * Inline, a step that a click took may leave the top of the panel above the window (a phone, a long page before it): then the
 * page is brought to where the next step begins. The button is gone with its step, so the focus, where nothing else has
 * it, goes on from the panel. What loads by itself takes no focus, and moves nothing but a phone's page to a conversation that
 * goes on.
 */
const useTopInView = (visit: Visit, inline: boolean) => {
  const box = useRef<HTMLDivElement>(null);
  const step = useComputed(() => {
    const screen = visit.screen.value;
    return {
      name: (visit.over.value ?? screen).name,
      status: screen.name === "conversation" ? screen.conversation.state.value?.session.status : "",
    };
  });
  const key = useComputed(() => `${step.value.name} ${step.value.status ?? ""}`).value;
  const before = useRef(step.peek());
  useEffect(() => {
    const [from, to] = [before.current, step.peek()];
    before.current = to;
    const loaded =
      from.name === "opening" || from.status === undefined || (from.name === to.name && from.status === to.status);
    const panel = box.current;
    if (!panel) return;
    const { top, bottom } = panel.getBoundingClientRect();
    // a conversation that goes on, on a phone: its words are to be written where they can be seen
    const resumed = from.status === undefined && innerWidth <= PHONE && bottom > innerHeight;
    if (inline && (loaded ? resumed : top < 0)) panel.scrollIntoView({ block: "start" });
    if (!loaded && document.activeElement === document.body) panel.focus({ preventScroll: true });
  }, [key]);
  return box;
};

/** The panel: a dialog that does not hold the page, or a region of it. */
export const Panel = ({ host, visit, shown, wide, adopt, onInvitation }: Props) => {
  const visible = shown.value;
  const wider = wide.value;
  const over = visit.over.value;
  const asking = visit.asking.value;
  const { mode } = host.options;
  const floats = mode !== "inline";
  // over the whole page nothing below may be reached: that takes a dialog of the browser's own
  const Box = (mode === "full-screen" ? "dialog" : "div") as "div";
  const box = useTopInView(visit, !floats);
  const roomy = useSignal(false);
  useRoomy(box, roomy);
  return (
    <Frame.Provider value={{ floats, wide, roomy, close: host.close, api: host.options.api, over: visit.over, adopt }}>
      <Box
        ref={box}
        class={`sc ${floats ? "float" : ""} ${mode} ${wider ? "wide" : ""}`}
        role={floats ? "dialog" : "region"}
        aria-label={en.panel}
        lang={locale.value}
        dir={directionOf(locale.value)}
        tabIndex={-1}
        hidden={!visible}
        onKeyDown={(event) => {
          if (event.key !== "Escape" || event.isComposing || !floats) return;
          event.stopPropagation();
          host.close();
        }}
      >
        {/* what stands below goes on, and is there again as it was left */}
        <div class={over || asking ? "" : "place"} hidden={over !== null || asking}>
          <Current visit={visit} onInvitation={onInvitation} />
        </div>
        {over && (
          <div class={asking ? "" : "place"} hidden={asking}>
            <PageLater screen={over} visit={visit} onInvitation={onInvitation} />
          </div>
        )}
        {asking && <Opening asking />}
        <FrameButtons coached={visit.screen.value.name === "conversation" && !over && !asking} />
      </Box>
    </Frame.Provider>
  );
};
