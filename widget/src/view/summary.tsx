import type { InvitationView } from "../api/protocol.ts";
import { notesToKeep } from "../state/notes-to-keep.ts";
import type { SessionState } from "../state/session-state.ts";
import { whatChanged } from "../state/what-changed.ts";
import { writeTranscript } from "../state/transcript-text.ts";
import { en } from "../text/en.ts";
import { enApart } from "../text/en-apart.ts";
import { enPages } from "../text/en-pages.ts";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { noteSheet } from "./written-note.tsx";
import { pageSheet } from "./page.tsx";
import { Prose } from "./prose.tsx";
import css from "./summary.css?inline";
import { WhatChangedList } from "./what-changed-list.tsx";
import { YouButton } from "./you-button.tsx";

type Props = {
  state: SessionState;
  invitation: InvitationView | null;
  busy: boolean;
  onRead: () => void;
  onPractiseAgain: () => void;
};

const download = (state: SessionState): void => {
  const url = URL.createObjectURL(new Blob([writeTranscript(state)], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = enApart.summary.file(state.session.scenario.name, state.session.startedAt.slice(0, 10));
  link.click();
  // the browser has read it by then
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
};

/** After the end: the coach's notes with the words they speak of, and everything to take away. */
export const Summary = ({ state, invitation, busy, onRead, onPractiseAgain }: Props) => {
  useSheets(pageSheet, noteSheet, css);
  const { session, exchanges, quota } = state;
  const notes = notesToKeep(state);
  const changes = whatChanged(state);
  const answered = exchanges.filter(({ status }) => status === "completed").length;
  // of the active time alone; a session that the log has only just ended does not say it yet
  const minutes = session.endedAt === null ? null : Math.round(session.durationSeconds / 60);
  const open = invitation === null || (invitation.state !== "expired" && invitation.state !== "revoked");
  return (
    <div class="summary">
      <div class="kept" tabIndex={0} role="group" aria-label={enApart.summary.title(session.scenario.name)}>
        <p class="eyebrow">{enApart.summary.eyebrow(answered, minutes)}</p>
        <h2 class="title">{enApart.summary.title(session.scenario.name)}</h2>
        <h3 class="h4">{notes.length === 0 ? enApart.summary.noNotes : enApart.summary.notes(notes.length)}</h3>
        <ol class="lessons">
          {notes.map(({ exchange, line, quote, effect, suggestion }) => (
            <li key={exchange.id} class="lesson">
              <span class="small soft">
                {line > 1 && (
                  <>
                    {en.lines.name(line)}
                    <br />
                  </>
                )}
                {en.exchange(exchange.number)}
              </span>
              <div>
                <p class="said" dir="auto">
                  {quote === null ? exchange.user?.content : <u>{quote}</u>}
                </p>
                <p dir="auto">{effect}</p>
                {suggestion !== null && (
                  <p class="try">
                    <em>{enPages.noted.try}</em>
                    <q dir="auto">{suggestion}</q>
                  </p>
                )}
              </div>
            </li>
          ))}
        </ol>
        {changes.length > 0 && (
          <>
            <h3 class="h4">{enApart.summary.whatChanged}</h3>
            <WhatChangedList changes={changes} partner={session.scenario.partnerPersona} />
          </>
        )}
        {state.asides.length > 0 && (
          <>
            <h3 class="h4">{enApart.summary.asked}</h3>
            <ol class="lessons">
              {state.asides.map(({ id, question, text }) => (
                <li key={id} class="lesson">
                  <span class="small soft">{enPages.you}</span>
                  <p class="said" dir="auto">
                    {question.content}
                  </p>
                  <span class="small soft">{enPages.coach}</span>
                  {text === "" ? <p class="soft">{enApart.take.noAnswer}</p> : <Prose text={text} live={false} />}
                </li>
              ))}
            </ol>
          </>
        )}
      </div>
      <div class="take">
        <h3 class="h4">{enApart.summary.take}</h3>
        <button type="button" class="btn act big" onClick={() => download(state)}>
          <Icon name="get" />
          {enApart.summary.download}
        </button>
        <button type="button" class="btn big" onClick={onRead}>
          {enApart.summary.read}
        </button>
        {open && quota.level !== "exhausted" && (
          <button type="button" class="btn big" aria-disabled={busy} onClick={() => busy || onPractiseAgain()}>
            <Icon name="again" />
            {enApart.summary.practise}
          </button>
        )}
        <YouButton long />
        {invitation && open && <p class="small soft">{enApart.summary.comeBack(enPages.date(invitation.expiresAt))}</p>}
      </div>
    </div>
  );
};
