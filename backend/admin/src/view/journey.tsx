import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { createJourney, journeyLines, type JourneyFilter } from "../state/journey.ts";
import { hrefOf } from "../state/route.ts";
import type { JourneyEntry } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatClock } from "../text/time.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Icon, type IconName } from "./icon.tsx";
import { LiveTag } from "./live-lane.tsx";
import { Loaded } from "./loaded.tsx";
import { LoadMore } from "./load-more.tsx";
import { Moment } from "./moment.tsx";
import { CodeTags } from "./note-codes.tsx";
import { Segments } from "./segments.tsx";
import { SessionState } from "./session-state.tsx";

const words = text.journey;
type Of<K extends JourneyEntry["kind"]> = Extract<JourneyEntry, { kind: K }>;

const sessionLink = (id: number) => <a href={hrefOf({ name: "session", id, note: null })}>{words.session(id)}</a>;

/** Words that were erased, or whose time is over, left an empty text. */
const Said = ({ who, of, children }: { who: string; of: "mine" | "partner" | "coach"; children: string }) => (
  <p class={`journey-said ${of}-said`}>
    <span class="small soft">{who}</span> {children === "" ? <i class="soft">{words.gone}</i> : children}
  </p>
);

const Exchange = ({ entry }: { entry: Of<"exchange"> }) => {
  const { status, attempt, problemCode, coachMissing } = entry;
  return (
    <>
      <p class="journey-head">
        <b>{words.exchange(entry.number, entry.tryNumber)}</b>
        {attempt > 1 && <span class="soft small">{words.attempt(attempt)}</span>}
        {status === "running" && <LiveTag />}
        {status === "stopped" && <span class="soft small">{words.stopped}</span>}
        {status === "failed" && (
          <span class="bad small">
            {words.failed} <span class="mono">{problemCode}</span>
          </span>
        )}
        <span class="push number soft small">{entry.chargedTokens > 0 && words.tokens(entry.chargedTokens)}</span>
      </p>
      <Said who={words.invitee} of="mine">
        {entry.user}
      </Said>
      {entry.partner !== null && (
        <Said who={entry.persona} of="partner">
          {entry.partner}
        </Said>
      )}
      {entry.coach !== null ? (
        <Said who={words.coach} of="coach">
          {entry.coach}
        </Said>
      ) : (
        coachMissing === "failed" && <p class="small warn">{text.coach.missing.failed}</p>
      )}
    </>
  );
};

const Aside = ({ entry }: { entry: Of<"aside"> }) => (
  <>
    <p class="journey-head">
      <b>{words.aside(entry.number)}</b>
      {entry.status === "running" && <LiveTag />}
      {entry.status === "failed" && (
        <span class="bad small">
          {words.failed} <span class="mono">{entry.problemCode}</span>
        </span>
      )}
      <span class="push number soft small">{entry.chargedTokens > 0 && words.tokens(entry.chargedTokens)}</span>
    </p>
    <Said who={words.invitee} of="mine">
      {entry.question}
    </Said>
    {entry.answer !== null && (
      <Said who={words.coach} of="coach">
        {entry.answer}
      </Said>
    )}
  </>
);

const ICON: Record<JourneyEntry["kind"], IconName> = {
  invitation: "unopened",
  act: "trail",
  session: "sessions",
  exchange: "active",
  aside: "note",
  branch: "chevron",
  note: "note",
  event: "trail",
};

const What = ({ entry }: { entry: JourneyEntry }) => {
  switch (entry.kind) {
    case "invitation":
      return <p>{words.step[entry.step]}</p>;
    case "act":
      return (
        <p class="journey-head">
          <span>{words.act(entry.action, entry.detail)}</span>
          <span class="soft small">
            {words.by}{" "}
            {entry.by === null ? (
              words.commandLine
            ) : (
              <a href={hrefOf({ name: "person", id: entry.by.id })}>
                {text.people.name({ ...entry.by, role: "STAFF" })}
              </a>
            )}
          </span>
        </p>
      );
    case "session":
      return (
        <p class="journey-head">
          <b>{sessionLink(entry.sessionId)}</b> {words.began(entry.scenario.name, entry.scenario.version)}
          <SessionState status={entry.status} />
          {entry.simulated && <span class="tag">{text.sessions.simulated}</span>}
        </p>
      );
    case "exchange":
      return <Exchange entry={entry} />;
    case "aside":
      return <Aside entry={entry} />;
    case "branch":
      return <p>{words.branch(entry.fromNumber, entry.tryNumber)}</p>;
    case "note":
      return (
        <div class="note staff-note">
          <p class="note-by">
            <b>{words.note(entry.note.author)}</b>{" "}
            {entry.sessionId !== null && (
              <a href={hrefOf({ name: "session", id: entry.sessionId, note: entry.note.id })}>
                {entry.note.messageId === null
                  ? text.notes.toNote(entry.sessionId)
                  : text.notes.toMessage(entry.sessionId)}
              </a>
            )}
          </p>
          <p class="note-content">{entry.note.content}</p>
          <CodeTags codes={entry.note.codes} />
        </div>
      );
    case "event":
      return <p class="soft">{words.event(entry.name)}</p>;
  }
};

/** Everything that happened with an invitation, one line of time, the newest first. @param live somebody talks just now */
export const Journey = ({
  invitationId,
  live,
  done = null,
}: {
  invitationId: string;
  live: boolean;
  /** what was done on this page last: it stands in the journey at once */
  done?: object | null;
}) => {
  const { api } = useConsole();
  const journey = useModel(() => createJourney(api, invitationId), invitationId);
  useEffect(() => {
    if (done !== null) void journey.refresh();
  }, [done, journey]);
  const filter = useSignal<JourneyFilter>("all");
  return (
    <section class="journey" aria-labelledby="journey-title">
      <div class="journey-title">
        <h2 id="journey-title">{words.title}</h2>
        {live && <LiveTag long />}
        <span class="push">
          <Segments
            name="journey-filter"
            label={words.filters}
            options={(["all", "talk", "steps"] as const).map((value) => ({ value, label: words.filter[value] }))}
            value={filter.value}
            onChange={(value) => void (filter.value = value)}
          />
        </span>
      </div>
      <Loaded remote={journey.loaded.value} rows={5} failed={words.loadFailed} onRetry={() => void journey.load()}>
        {({ items, cursor }) => {
          const lines = journeyLines(items, filter.value);
          return (
            <>
              {lines.length === 0 ? (
                <p class="soft nothing">{items.length === 0 ? words.empty : words.none}</p>
              ) : (
                <ol class="journey-lines" aria-label={words.sub}>
                  {lines.map((line) =>
                    line.what === "break" ? (
                      <li key={`break ${line.id}`} class="journey-break">
                        {words.breakOf(line.ms)}
                      </li>
                    ) : (
                      <li key={line.entry.id} class={`journey-line of-${line.entry.kind}`}>
                        <span class="journey-icon">
                          <Icon name={ICON[line.entry.kind]} />
                        </span>
                        <div class="journey-what">
                          <What entry={line.entry} />
                        </div>
                        <span class="journey-when small soft">
                          <Moment at={line.entry.at} how="day" />, {formatClock(line.entry.at)}
                        </span>
                      </li>
                    ),
                  )}
                </ol>
              )}
              <LoadMore cursor={cursor} action={journey.loadMore} end={words.end} />
            </>
          );
        }}
      </Loaded>
    </section>
  );
};
