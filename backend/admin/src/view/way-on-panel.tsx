import type { ComponentChildren } from "preact";
import type { Action } from "../state/action.ts";
import { createRemote } from "../state/remote.ts";
import { hrefOf } from "../state/route.ts";
import type { WayOn } from "../state/types.ts";
import { needsNothing, type Given } from "../state/way-on.ts";
import { text } from "../text/en.ts";
import { ActPanel } from "./act-panel.tsx";
import { useConsole, useModel } from "./console-context.ts";
import { FailedPanel, ProblemNotice } from "./problem-notice.tsx";
import { SkeletonRows } from "./skeleton.tsx";

const words = text.wayOn;
const { stands } = words;

/** What stands in the way, in sentences. */
const standsOf = ({ failed, days, tokens }: WayOn): string[] => {
  if (days === null && tokens === null) return [failed === null ? stands.nextFits : stands.retryFits];
  return [
    ...(days === null ? [] : [stands.expired]),
    ...(tokens === null ? [] : [failed === null ? stands.nextDoesNotFit : stands.retryDoesNotFit]),
  ];
};
const whyOf = (code: string | null): string | null =>
  code === null ? null : words.why(text.alerts.codes[code] ?? code);

type Props = {
  invitationId: string;
  give: Action<[given: Given]>;
  onGiven: (given: Given) => void;
  onClose: () => void;
  /** where another amount can be given, or more is to be seen */
  children: (way: WayOn) => ComponentChildren;
};

const Known = ({ way, give, onGiven, children }: Props & { way: WayOn }) => {
  const why = whyOf(way.failed?.problemCode ?? null);
  return (
    <>
      <div role="status" class="act-words">
        {standsOf(way).map((sentence) => (
          <p key={sentence}>{sentence}</p>
        ))}
        {why !== null && <p class="soft">{why}</p>}
      </div>
      <div class="row wrap">
        {!needsNothing(way) && (
          <button
            type="button"
            class="button primary"
            disabled={give.running.value}
            onClick={async () => {
              if (await give.run(way)) onGiven(way);
            }}
          >
            {give.running.value ? words.giving : words.give(way)}
          </button>
        )}
        {children(way)}
        {way.failed !== null && (
          <a class="button" href={hrefOf({ name: "session", id: way.failed.sessionId, note: null })}>
            {words.session}
          </a>
        )}
      </div>
      {!needsNothing(way) && (
        <p class="hint">
          {way.exchanges !== null && `${words.enough(way.exchanges)} `}
          {words.told}
        </p>
      )}
    </>
  );
};

/** Says why somebody cannot go on, and gives what they lack. */
export const WayOnPanel = (props: Props) => {
  const { api } = useConsole();
  const { invitationId, give, onClose } = props;
  const model = useModel(() => {
    const remote = createRemote(() => api.readWayOn(invitationId));
    void remote.load();
    return remote;
  }, invitationId);
  const way = model.state.value;
  return (
    <ActPanel title={words.title} onClose={onClose}>
      {way.at === "loading" && <SkeletonRows rows={1} />}
      {way.at === "failed" && (
        <FailedPanel title={words.failed} problem={way.problem} onRetry={() => void model.load()} />
      )}
      {way.at === "ready" && <Known {...props} way={way.value} />}
      <ProblemNotice title={words.giveFailed} problem={give.problem.value} />
    </ActPanel>
  );
};
