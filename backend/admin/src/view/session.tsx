import { withLive } from "../state/live-lanes.ts";
import { hrefOf, SESSIONS } from "../state/route.ts";
import { createSessionPage, type SessionPage } from "../state/session-page.ts";
import { orderTranscript } from "../state/order-transcript.ts";
import type { StaffNote, StaffSessionDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber, formatRounded, SECOND } from "../text/time.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { WhoItIs } from "./invitee.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, FailedPanel } from "./problem-notice.tsx";
import { Scene } from "./scene.tsx";
import { SessionState } from "./session-state.tsx";
import { newestTurn, unfold, unfoldAround } from "./unfold.ts";
import { SkeletonScene } from "./skeleton.tsx";
import { Note, NoteComposer } from "./staff-note.tsx";
import { usePointedNote } from "./use-pointed-note.ts";
import { UsageCalls, UsageSum } from "./usage-ledger.tsx";

const { fact } = text.session;
const toSessions = { href: hrefOf(SESSIONS), label: text.sessions.title };

const Facts = ({ session }: { session: StaffSessionDetail }) => (
  <dl class="facts">
    <div>
      <dt>{fact.status}</dt>
      <dd>
        <SessionState status={session.status} />
      </dd>
    </div>
    {!session.trial && <WhoItIs invitee={session.invitee} nobody={text.invitee.gone} />}
    <div>
      <dt>{fact.started}</dt>
      <dd>
        <Moment at={session.startedAt} how="day-and-clock" />
      </dd>
    </div>
    <div>
      <dt>{session.endedAt === null ? fact.last : fact.ended}</dt>
      <dd>
        <Moment at={session.endedAt ?? session.lastActivityAt} how="day-and-clock" />
      </dd>
    </div>
    <div>
      <dt>{fact.talked}</dt>
      <dd>{formatRounded(session.durationSeconds * SECOND)}</dd>
    </div>
    <div>
      <dt>{fact.exchanges}</dt>
      <dd>
        {formatNumber(session.exchangesUsed)}
        <span class="soft">, {text.session.messages(session.totalMessages)}</span>
      </dd>
    </div>
  </dl>
);

const SessionNotes = ({ page, notes }: { page: SessionPage; notes: StaffNote[] }) => (
  <section class="session-notes">
    <h2>{text.note.onSession}</h2>
    {notes.length === 0 && <p class="soft">{text.note.noneOnSession}</p>}
    {notes.map((note) => (
      <Note key={note.id} note={note} page={page} />
    ))}
    {page.writingAt.value !== null && page.writingAt.value.note === null && page.writingAt.value.messageId === null ? (
      <NoteComposer page={page} title={text.note.onSession} about={null} />
    ) : (
      <button type="button" class="button" onClick={() => page.startNote(null)}>
        <Icon name="note" />
        {text.note.addToSession}
      </button>
    )}
  </section>
);

/** What was begun before the page was left: the newest is one press away. */
const BegunNotes = ({ page }: { page: SessionPage }) => {
  const begun = page.begun.value;
  const newest = begun.at(-1);
  if (newest === undefined) return null;
  return (
    <p class="hint begun-notes">
      {text.note.begun(begun.length)}{" "}
      <button
        type="button"
        class="button quiet small"
        onClick={() => {
          unfold(newest.messageId);
          page.resumeNote(newest);
        }}
      >
        {text.note.resume}
      </button>
    </p>
  );
};

/** What is watched goes on below: one press away. */
const Watching = ({ page, session }: { page: SessionPage; session: Pick<StaffSessionDetail, "exchanges"> }) => {
  const { observers } = page.live.value;
  return (
    <div class="session-watching">
      <p role="status" class="hint">
        {page.watching.value ? text.live.watching(observers) : ""}
      </p>
      {page.watching.value && (
        <button
          type="button"
          class="button quiet small"
          onClick={() => {
            const now = newestTurn(session);
            if (now === null) return;
            unfoldAround(now);
            now.scrollIntoView({ block: "center" });
          }}
        >
          {text.live.toNow}
        </button>
      )}
    </div>
  );
};

type ShownProps = { page: SessionPage; session: StaffSessionDetail; note: string | null };
const Shown = ({ page, session, note }: ShownProps) => {
  usePointedNote(note, session.notes);
  const isThere = session.notes.some(({ id }) => id === note);
  const { who } = useConsole();
  const now = withLive(session, page.live.value);
  const { turns, sessionNotes } = orderTranscript(now);
  // While the console stands on the simulator, the line on top of every page says so already.
  const simulatedNow = who.value.at === "signed-in" && who.value.me.simulated;
  const invitation = session.invitationId;
  const crumb =
    invitation === null
      ? toSessions
      : {
          href: hrefOf({ name: "invitation", id: invitation }),
          label: session.invitationLabel ?? text.list.unlabelled,
        };
  return (
    <Page
      title={text.sessions.name(session.id)}
      focusWithin={isThere}
      crumb={crumb}
      sub={`${session.scenario.name}, ${text.session.version(session.scenario.version)}`}
      beside={session.simulated && <span class="tag">{text.sessions.simulated}</span>}
    >
      <Facts session={session} />
      {note !== null && !isThere && (
        <p role="status" class="hint">
          {text.notes.gone}
        </p>
      )}
      {page.goesOn.value && <Watching page={page} session={now} />}
      <BegunNotes page={page} />
      {session.simulated && !simulatedNow && <p class="hint session-simulated">{text.session.simulated}</p>}
      <div class="with-rail">
        <section aria-label={text.session.transcript}>
          {turns.length === 0 ? (
            <p class="soft nothing">{session.wordsRemovedAt ? text.session.removed : text.session.empty}</p>
          ) : (
            <Scene turns={turns} page={page} persona={session.partnerPersona} label={text.session.mainLine} />
          )}
        </section>
        <aside class="rail">
          <UsageSum session={session} />
          <SessionNotes page={page} notes={sessionNotes} />
          <UsageCalls session={session} />
        </aside>
      </div>
    </Page>
  );
};

/** One session as it was talked, with both lanes, staff's notes and what it was charged. */
export const Session = ({ id, note = null }: { id: number; note?: string | null }) => {
  const { api } = useConsole();
  const me = useMe();
  const page = useModel(() => createSessionPage(api, id, me.id), `${id} ${me.id}`);
  const loaded = page.session.value;
  if (loaded.at === "ready") return <Shown page={page} session={loaded.value} note={note} />;
  return (
    <Page title={text.sessions.name(id)} crumb={toSessions}>
      {loaded.at === "loading" && <SkeletonScene />}
      {loaded.at === "failed" && loaded.problem.status !== 404 && (
        <FailedPanel title={text.session.failed} problem={loaded.problem} onRetry={() => void page.load()} />
      )}
      {loaded.at === "failed" && loaded.problem.status === 404 && (
        <EmptyPanel title={text.session.notFound}>
          <p>{text.session.notFoundDetail}</p>
          <a class="button" href={toSessions.href}>
            {text.invitation.toList}
          </a>
        </EmptyPanel>
      )}
    </Page>
  );
};
