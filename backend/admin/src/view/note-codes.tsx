import type { SessionPage } from "../state/session-page.ts";
import { hrefOf, NOTES } from "../state/route.ts";
import type { NoteCode } from "../state/types.ts";
import { text } from "../text/en.ts";

const words = text.notes;

/** What a note is marked with; each leads to all notes of that code. */
export const CodeTags = ({ codes }: { codes: NoteCode[] }) =>
  codes.length === 0 ? null : (
    <ul class="code-tags" aria-label={words.codesOf}>
      {codes.map((code) => (
        <li key={code.id}>
          <a class="code-tag" href={hrefOf({ ...NOTES, code: code.id })}>
            {code.name}
          </a>
        </li>
      ))}
    </ul>
  );

/** The code book beside a note that is being written: those in use, and retired ones that the note has already. */
export const CodeChoice = ({ page }: { page: SessionPage }) => {
  const loaded = page.codes.value;
  if (loaded.at === "loading") return null;
  if (loaded.at === "failed") return <p class="hint">{words.codesFailed}</p>;
  const had = page.writingAt.value?.note?.codes.map(({ id }) => id) ?? [];
  const offered = loaded.value.filter(({ id, retiredAt }) => retiredAt === null || had.includes(id));
  if (offered.length === 0)
    return (
      <p class="hint">
        {words.noCodes} <a href={hrefOf({ name: "codes" })}>{words.makeCodes}</a>
      </p>
    );
  const chosen = page.draftCodes.value;
  return (
    <fieldset class="code-choice">
      <legend class="small soft">{words.codes}</legend>
      {offered.map((code) => (
        <label key={code.id} class="code-option" title={code.meaning}>
          <input
            type="checkbox"
            checked={chosen.includes(code.id)}
            onChange={(event) => {
              const others = page.draftCodes.peek().filter((id) => id !== code.id);
              page.draftCodes.value = event.currentTarget.checked ? [...others, code.id] : others;
            }}
          />
          <span>{code.name}</span>
        </label>
      ))}
    </fieldset>
  );
};
