import { useEffect, useRef } from "preact/hooks";
import { createPagedList } from "../state/paged-list.ts";
import { createRemote, valueOf } from "../state/remote.ts";
import { hrefOf, NOTES, type NotesRoute } from "../state/route.ts";
import type { ListedNote, StaffCode } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Listed } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { CodeTags } from "./note-codes.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { Segments } from "./segments.tsx";

const words = text.notes;
const MOST_PAGES = 10;
/** a message's start is cut there */
const START = 160;

const Filters = ({ route, codes }: { route: NotesRoute; codes: StaffCode[] }) => {
  const { router } = useConsole();
  const inUse = codes.filter(({ retiredAt }) => retiredAt === null);
  const retired = codes.filter(({ retiredAt }) => retiredAt !== null);
  const option = ({ id, name }: StaffCode) => (
    <option key={id} value={id}>
      {name}
    </option>
  );
  return (
    <div class="tools wrap" role="group" aria-label={words.filters}>
      <select
        class="field-input"
        aria-label={words.code}
        value={route.code}
        onChange={(event) => router.go({ ...route, code: event.currentTarget.value, at: "" })}
      >
        <option value="">{words.anyCode}</option>
        {/* One that is not loaded yet, or not there, is still what the list is narrowed to. */}
        {route.code !== "" && ![...inUse, ...retired].some(({ id }) => id === route.code) && (
          <option value={route.code}>{words.thisCode}</option>
        )}
        {inUse.map(option)}
        {retired.length > 0 && <optgroup label={words.retiredCodes}>{retired.map(option)}</optgroup>}
      </select>
      <Segments
        name="whose"
        label={words.whose}
        options={[
          { value: "all", label: words.everybodys },
          { value: "me", label: words.mine },
        ]}
        value={route.mine ? "me" : "all"}
        onChange={(whose) => router.go({ ...route, mine: whose === "me", at: "" })}
      />
      <a class="button quiet push" href={hrefOf({ name: "codes" })}>
        {words.toCodes}
      </a>
    </div>
  );
};

/** To what it is about; back is to here. */
const ToMessage = ({ note, sessionId, route }: { note: ListedNote; sessionId: number; route: NotesRoute }) => {
  const { router } = useConsole();
  const link = useRef<HTMLAnchorElement>(null);
  const isHere = route.at === note.id;
  useEffect(() => {
    if (!isHere || router.moves.peek() === 0) return;
    link.current?.scrollIntoView({ block: "center" });
    link.current?.focus({ preventScroll: true });
  }, []);
  return (
    <a
      ref={link}
      class="to-message"
      href={hrefOf({ name: "session", id: sessionId, note: note.id })}
      onClick={() => router.go({ ...route, at: note.id }, "replace")}
    >
      {note.message === null ? words.toNote(sessionId) : words.toMessage(sessionId)}
    </a>
  );
};

const Note = ({ note, route }: { note: ListedNote; route: NotesRoute }) => (
  <li class="listed-note">
    <p class="row wrap small soft">
      <b class="ink">{note.author}</b>
      <span>
        <Moment at={note.timestamp} how="day-and-clock" />
        {note.editedAt !== null && `, ${words.edited}`}
      </span>
      <span>
        <a href={hrefOf({ name: "invitation", id: note.invitation.id })}>
          {note.invitation.label ?? text.list.unlabelled}
        </a>
        {note.sessionId !== null && (
          <>
            {", "}
            <ToMessage note={note} sessionId={note.sessionId} route={route} />
          </>
        )}
      </span>
    </p>
    {note.message !== null && (
      <blockquote>
        <span class="small soft">{words.on[note.message.role]}</span> {note.message.start}
        {note.message.start.length >= START && "…"}
      </blockquote>
    )}
    <p class="note-content">{note.content}</p>
    <CodeTags codes={note.codes} />
  </li>
);

const Nothing = ({ route }: { route: NotesRoute }) =>
  route.code === "" && !route.mine ? (
    <EmptyPanel title={words.emptyTitle}>
      <p>{words.empty}</p>
    </EmptyPanel>
  ) : (
    <EmptyPanel title={words.noneTitle}>
      <p>{words.none}</p>
      <a class="button" href={hrefOf(NOTES)}>
        {words.clear}
      </a>
    </EmptyPanel>
  );

/** What staff wrote beside all sessions, the newest first, by code and by whose they are. */
export const Notes = ({ route }: { route: NotesRoute }) => {
  const { api } = useConsole();
  const { code, mine } = route;
  const list = useModel(
    () => createPagedList((cursor) => api.listNotes({ code, author: mine ? "me" : undefined, cursor })),
    `${code} ${mine}`,
  );
  // Back to a note further down: as many pages as were read before, within reason.
  const loaded = list.loaded.value;
  const pages = useRef(0);
  useEffect(() => {
    if (route.at === "" || loaded.at !== "ready" || loaded.value.cursor === null || pages.current >= MOST_PAGES) return;
    if (loaded.value.items.some(({ id }) => id === route.at)) return;
    pages.current += 1;
    void list.loadMore.run();
  }, [loaded]);
  const codes = useModel(() => {
    const remote = createRemote(async () => (await api.listCodes()).items);
    void remote.load();
    return remote;
  }, "codes");
  return (
    <Page title={words.title}>
      <Filters route={route} codes={valueOf(codes.state.value) ?? []} />
      <Listed list={list} failed={words.failed} end={words.end} nothing={<Nothing route={route} />}>
        {(notes) => (
          <ul class="listed-notes" aria-label={words.title}>
            {notes.map((note) => (
              <Note key={note.id} note={note} route={route} />
            ))}
          </ul>
        )}
      </Listed>
    </Page>
  );
};
