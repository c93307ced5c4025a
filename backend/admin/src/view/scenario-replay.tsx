import { useEffect } from "preact/hooks";
import { useSignal } from "@preact/signals";
import { createAction } from "../state/action.ts";
import { createRemote } from "../state/remote.ts";
import type { ScenarioDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { LineField } from "./line-field.tsx";
import { Moment } from "./moment.tsx";
import { Loaded } from "./loaded.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.scenarios.replay;
const RECENT = 8;

/** Which stored session is said again to the draft. */
export const ScenarioReplay = ({ scenario, unsaved }: { scenario: ScenarioDetail; unsaved: boolean }) => {
  const { api, router } = useConsole();
  const typed = useSignal("");
  const recent = useModel(
    () =>
      createRemote(async () =>
        (await api.listSessions({})).items
          .filter((session) => session.scenario.slug === scenario.slug && session.exchangesUsed > 0)
          .slice(0, RECENT),
      ),
    `recent ${scenario.id}`,
  );
  useEffect(() => void recent.load(), []);
  const start = useModel(
    () =>
      createAction(async (sessionId: number) => {
        const { id } = await api.startReplay(scenario.id, sessionId);
        router.go({ name: "replay", id });
      }),
    `replay ${scenario.id}`,
  );
  const number = /^[1-9]\d{0,8}$/.test(typed.value.trim()) ? Number(typed.value) : null;
  return (
    <section class="try" aria-label={text.scenarios.tabs.replay}>
      <p class="page-words">{words.detail}</p>
      {unsaved && <p class="warn">{text.scenarios.try.unsaved}</p>}
      <form
        class="row wrap end"
        onSubmit={(event) => {
          event.preventDefault();
          if (number !== null) void start.run(number);
        }}
      >
        <LineField
          label={words.field}
          hint={words.hint}
          value={typed.value}
          most={9}
          short
          inputMode="numeric"
          onInput={(value) => void (typed.value = value)}
        />
        <button type="submit" class="button primary" disabled={number === null || start.running.value}>
          {start.running.value ? words.starting : words.start}
        </button>
      </form>
      <ProblemNotice title={words.startFailed} problem={start.problem.value} />
      <h2>{words.recent}</h2>
      <Loaded remote={recent.state.value} rows={3} failed={words.failed} onRetry={() => void recent.load()}>
        {(sessions) =>
          sessions.length === 0 ? (
            <p class="soft">{words.noRecent}</p>
          ) : (
            <ul class="lines ruled">
              {sessions.map((session) => (
                <li key={session.id} class="line">
                  <span>
                    {session.invitationLabel ?? words.choose(session.id)}
                    <span class="under-name">
                      {text.scenarios.version(session.scenario.version)} · {words.exchanges(session.exchangesUsed)} ·{" "}
                      <Moment at={session.lastActivityAt} how="ago" />
                    </span>
                  </span>
                  <button
                    type="button"
                    class="button"
                    disabled={start.running.value}
                    onClick={() => {
                      typed.value = String(session.id);
                      void start.run(session.id);
                    }}
                  >
                    {words.choose(session.id)}
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </section>
  );
};
