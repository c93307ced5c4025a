import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import type { CallsOf, SessionPage } from "../state/session-page.ts";
import { createRemote, valueOf } from "../state/remote.ts";
import { SIMULATOR } from "../state/usage-ledger.ts";
import type { KnownMessage, ModelCalls, ModelCallView } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useConsole, useModel } from "./console-context.ts";
import { FailedPanel } from "./problem-notice.tsx";
import { SkeletonRows } from "./skeleton.tsx";

const words = text.knowledge;
/** Of a long conversation the end is what one looks for first. */
const SHOWN = 8;

type Line = { message: KnownMessage; why: string | null };

const Lines = ({ lines, label }: { lines: Line[]; label: string }) => {
  const all = useSignal(false);
  const shown = all.value ? lines : lines.slice(-SHOWN);
  return (
    <>
      {lines.length > SHOWN && (
        <button type="button" class="link-button small" onClick={() => void (all.value = !all.value)}>
          {all.value ? words.fewer : words.all(lines.length)}
        </button>
      )}
      <ul class="known" aria-label={label}>
        {shown.map(({ message, why }) => (
          <li key={message.id}>
            <p class="small soft">
              {words.who[message.role]}, {words.place(message.exchangeNumber, message.tryNumber, message.asideNumber)}
              {why !== null && <b class="known-why"> · {why}</b>}
            </p>
            <p class="known-start">{message.start === "" ? words.erased : message.start}</p>
          </li>
        ))}
      </ul>
    </>
  );
};

const Facts = ({ call, simulated }: { call: ModelCallView; simulated: boolean }) => {
  const { fact } = words;
  const { requestedModel } = call;
  return (
    <dl class="known-facts small">
      <div>
        <dt>{fact.model}</dt>
        <dd>
          <span class="mono">{simulated ? SIMULATOR : call.model}</span>
          {!simulated &&
            requestedModel !== null &&
            requestedModel !== call.model &&
            ` ${words.insteadOf(requestedModel)}`}
        </dd>
      </div>
      <div>
        <dt>{fact.read}</dt>
        <dd>{words.read(call.inputTokens, call.cacheWriteTokens, call.cacheReadTokens)}</dd>
      </div>
      <div>
        <dt>{fact.wrote}</dt>
        <dd>
          {words.tokens(call.outputTokens)}
          {call.estimated && `, ${words.estimated}`}
        </dd>
      </div>
      <div>
        <dt>{fact.charged}</dt>
        <dd>{formatNumber(call.chargedTokens)}</dd>
      </div>
      {call.firstTokenMs !== null && (
        <div>
          <dt>{fact.first}</dt>
          <dd>{words.seconds(call.firstTokenMs)}</dd>
        </div>
      )}
      <div>
        <dt>{fact.took}</dt>
        <dd>{words.seconds(call.durationMs)}</dd>
      </div>
      <div>
        <dt>{fact.stop}</dt>
        <dd>
          {call.problemCode === null ? (
            (text.ledger.stop[call.stopReason ?? ""] ?? call.stopReason ?? "–")
          ) : (
            <span class="mono bad">{call.problemCode}</span>
          )}
        </dd>
      </div>
      <div>
        <dt>{fact.hash}</dt>
        <dd class="mono" title={call.promptHash}>
          {call.promptHash === "" ? words.erased : call.promptHash.slice(0, 12)}
        </dd>
      </div>
      {call.requestId !== null && (
        <div>
          <dt>{fact.upstream}</dt>
          <dd class="mono">{call.requestId}</dd>
        </div>
      )}
    </dl>
  );
};

type Known = { known: ModelCalls; simulated: boolean };
const Call = ({ call, known, simulated }: Known & { call: ModelCallView }) => {
  const named = new Map(known.messages.map((message) => [message.id, message]));
  const lines = (ids: { id: number; why: string | null }[]): Line[] =>
    ids.flatMap(({ id, why }) => {
      const message = named.get(id);
      return message === undefined ? [] : [{ message, why }];
    });
  const hidden = lines(call.couldNotSee.map(({ id, why }) => ({ id, why: words.why[why] })));
  return (
    <>
      <div class="known-pair">
        <section>
          <h3>{words.hadRead}</h3>
          <p class="small soft">{words.instructions(known.scenario.name, known.scenario.version)}</p>
          <Lines lines={lines(call.hadRead.map((id) => ({ id, why: null })))} label={words.hadRead} />
        </section>
        <section class="unseen-side">
          <h3>{words.couldNotSee}</h3>
          {hidden.length === 0 ? (
            <p class="small soft">{words.nothingHidden}</p>
          ) : (
            <Lines lines={hidden} label={words.couldNotSee} />
          )}
        </section>
      </div>
      <Facts call={call} simulated={simulated} />
    </>
  );
};

const Calls = ({ known, simulated }: Known) => {
  const last = known.calls.at(-1);
  if (last === undefined) return <p class="soft">{words.noCall}</p>;
  const earlier = known.calls.slice(0, -1);
  return (
    <>
      <Call call={last} known={known} simulated={simulated} />
      {earlier.length > 0 && (
        <details class="earlier">
          <summary>{words.earlier(earlier.length)}</summary>
          {earlier.map((call) => (
            <div key={call.id} class="known-earlier">
              <p class="small strong">{words.attempt(call.attempt)}</p>
              <Call call={call} known={known} simulated={simulated} />
            </div>
          ))}
        </details>
      )}
    </>
  );
};

const Panel = ({ page, of, title, id }: { page: SessionPage; of: CallsOf; title: string; id: string }) => {
  const { api } = useConsole();
  const remote = useModel(() => {
    const made = createRemote(() => api.readCalls(page.id, of));
    void made.load();
    return made;
  }, JSON.stringify(of));
  const loaded = remote.state.value;
  return (
    <section class="knowledge" id={id} aria-label={title}>
      <h2>{title}</h2>
      {loaded.at === "loading" && <SkeletonRows rows={3} />}
      {loaded.at === "failed" && (
        <FailedPanel title={words.failed} problem={loaded.problem} onRetry={() => void remote.load()} />
      )}
      {loaded.at === "ready" && (
        <Calls known={loaded.value} simulated={valueOf(page.session.value)?.simulated ?? false} />
      )}
    </section>
  );
};

/**
 * Opens what a model call had read, beside what it answered with.
 * @param shown an answer stands here; without one the button is left out
 */
export const KnowledgeButton = ({ page, of, shown }: { page: SessionPage; of: CallsOf; shown: boolean }) => {
  const id = useId();
  const open = useSignal(false);
  const button = useRef<HTMLButtonElement>(null);
  if (!shown) return null;
  const isPartner = "lane" in of && of.lane === "partner";
  const persona = page.persona.value;
  const ask = isPartner ? words.ask.partner(persona) : words.ask.coach;
  const title = isPartner ? words.title.partner(persona) : words.title.coach;
  return (
    <div
      class="knowledge-place"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || !open.value) return;
        event.stopPropagation();
        open.value = false;
        button.current?.focus();
      }}
    >
      <button
        ref={button}
        type="button"
        class="note-button"
        aria-expanded={open.value}
        aria-controls={open.value ? id : undefined}
        onClick={() => void (open.value = !open.value)}
      >
        {ask}
      </button>
      {open.value && <Panel page={page} of={of} title={title} id={id} />}
    </div>
  );
};
