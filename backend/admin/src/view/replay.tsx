import type { ComponentChildren } from "preact";
import { createReplayPage, type ReplayPage } from "../state/replay-page.ts";
import { hrefOf, SCENARIOS } from "../state/route.ts";
import type { Replay as ReplayView, ReplayTurn } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Loaded } from "./loaded.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, ProblemNotice } from "./problem-notice.tsx";

const words = text.scenarios.replay;

type SideProps = {
  label: string;
  side: ReplayTurn["before"];
  waiting?: string | null;
  children?: ComponentChildren;
};
const Side = ({ label, side, waiting = null, children }: SideProps) => (
  <div class="replay-side">
    <p class="replay-label">{label}</p>
    {side.partner === null && <p class="soft">{waiting ?? words.waiting}</p>}
    {children}
    {side.partner !== null && <p class="replay-partner">{side.partner}</p>}
    {side.coach !== null && <p class="replay-coach">{side.coach}</p>}
    {side.partner !== null && side.coach === null && (
      <p class="hint">{words.noComment[side.coachMissing ?? ""] ?? words.silent}</p>
    )}
  </div>
);

const waitingWords = ({ status, problemCode }: ReplayTurn["now"]): string =>
  status === "running"
    ? words.running
    : problemCode !== null
      ? words.notAnswered(text.alerts.codes[problemCode] ?? text.problem[problemCode] ?? problemCode)
      : words.waiting;

/** One press: the line that was not answered, and then the rest, which none was said of. */
const Again = ({ page, number }: { page: ReplayPage; number: number }) => (
  <button
    type="button"
    class="button primary"
    disabled={page.again.running.value}
    onClick={() => {
      page.say.clear();
      void page.again.run();
    }}
  >
    {words.again(number)}
  </button>
);

type TurnProps = { turn: ReplayTurn; labels: { before: string; now: string }; page: ReplayPage; again: number | null };
const Turn = ({ turn, labels, page, again }: TurnProps) => (
  <li class="replay-turn">
    <h2 class="unseen">{words.turn(turn.number)}</h2>
    <p class="replay-mine">{turn.user}</p>
    <div class="replay-sides">
      <Side label={labels.before} side={turn.before} />
      <Side label={labels.now} side={turn.now} waiting={waitingWords(turn.now)}>
        {again === turn.number && !page.again.running.value && (
          <p>
            <Again page={page} number={turn.number} />
          </p>
        )}
      </Side>
    </div>
  </li>
);

const Acts = ({ page, replay }: { page: ReplayPage; replay: ReplayView }) => {
  const { say, cancel } = page;
  const said = replay.turns.filter(({ now }) => now.status === "completed").length;
  const going = say.running.value || page.again.running.value;
  const over = !["next", "running"].includes(replay.state);
  return (
    <>
      <div class="row wrap">
        <p role="status">
          {going && !over
            ? words.saying(Math.min(said + 1, replay.turns.length), replay.turns.length)
            : replay.again === null
              ? words.state[replay.state]
              : words.failedAt(replay.again, replay.turns.length)}
        </p>
        {replay.again !== null && !going && <Again page={page} number={replay.again} />}
        {!over && !going && (
          <button type="button" class="button primary" onClick={() => void say.run()}>
            {said === 0 ? words.say : words.goOn}
          </button>
        )}
        {!over && going && (
          <button type="button" class="button" disabled={page.pausing.value} onClick={page.pause}>
            {words.pause}
          </button>
        )}
        {!over && (
          <button type="button" class="button bad" disabled={cancel.running.value} onClick={() => void cancel.run()}>
            {cancel.running.value ? words.cancelling : words.cancel}
          </button>
        )}
      </div>
      {replay.again !== null && !going && <p class="hint page-words replay-hint">{words.againHint}</p>}
      <ProblemNotice
        title={words.stepFailed}
        problem={say.problem.value ?? page.again.problem.value ?? cancel.problem.value}
      />
    </>
  );
};

const Shown = ({ page, replay }: { page: ReplayPage; replay: ReplayView }) => {
  const labels = { before: words.before(replay.source.version), now: words.now };
  const scenario = hrefOf({ name: "scenario", id: replay.scenario.id, part: "draft", compare: null });
  return (
    <Page
      title={words.title(replay.source.sessionId)}
      crumb={{ href: scenario, label: replay.scenario.name }}
      sub={words.tokens(replay.tokens.before, replay.tokens.now)}
      actions={
        <div class="head-actions">
          <a class="button" href={hrefOf({ name: "session", id: replay.source.sessionId, note: null })}>
            {words.openSession}
          </a>
          <a class="button" href={scenario}>
            {words.toScenario}
          </a>
        </div>
      }
    >
      <Acts page={page} replay={replay} />
      <ol class="replay">
        {(replay.opening.before !== null || replay.opening.now !== null) && (
          <li class="replay-turn">
            <h2 class="hint replay-opening">{words.opening}</h2>
            <div class="replay-sides">
              {(["before", "now"] as const).map((side) => (
                <div key={side} class="replay-side">
                  <p class="replay-label">{labels[side]}</p>
                  <p class={replay.opening[side] === null ? "soft" : "replay-partner"}>
                    {replay.opening[side] ?? text.scenarios.opens.user}
                  </p>
                </div>
              ))}
            </div>
          </li>
        )}
        {replay.turns.map((turn) => (
          <Turn key={turn.number} turn={turn} labels={labels} page={page} again={replay.again} />
        ))}
      </ol>
    </Page>
  );
};

/** What was said then beside what is said now, line by line. */
export const Replay = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const page = useModel(() => createReplayPage(api, id), `replay ${id}`);
  const loaded = page.replay.value;
  if (loaded.at === "ready" && loaded.value !== null) return <Shown page={page} replay={loaded.value} />;
  const title = loaded.at === "ready" ? words.notFound : text.scenarios.tabs.replay;
  return (
    <Page title={title} crumb={{ href: hrefOf(SCENARIOS), label: text.scenarios.title }}>
      <Loaded remote={loaded} rows={8} failed={words.failed} onRetry={() => void page.load()}>
        {() => (
          <EmptyPanel>
            <p>{text.scenarios.notFoundDetail}</p>
            <a class="button" href={hrefOf(SCENARIOS)}>
              {text.scenarios.toList}
            </a>
          </EmptyPanel>
        )}
      </Loaded>
    </Page>
  );
};
