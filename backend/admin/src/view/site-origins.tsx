import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { microphoneLine, nonceLines, policyLines } from "../state/origin-needs.ts";
import { text } from "../text/en.ts";
import { Command } from "./command.tsx";
import { DoneLine } from "./done-line.tsx";
import { LineField } from "./line-field.tsx";
import { OriginWarnings } from "./origin-warnings.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import type { SitePart } from "./site-people.tsx";

const words = text.sites;
const needs = words.needs;

/** What a page of that origin has to let in, in lines to copy, and what would stand in its way. */
const Needs = ({ origin, voice }: { origin: string; voice: boolean }) => {
  const api = location.origin;
  return (
    <details class="needs">
      <summary>{needs.title(origin)}</summary>
      <div class="needs-words">
        <OriginWarnings origin={origin} voice={voice} />
        <p class="soft">{needs.fine}</p>
        <p>{needs.policy}</p>
        <Command value={`${policyLines(api, voice).join(";\n")};`} label={needs.copy} />
        <p>{needs.nonce}</p>
        <Command value={`${nonceLines(api, voice).join(";\n")};`} label={needs.copy} />
        {voice && (
          <>
            <p>{needs.microphone}</p>
            <Command value={microphoneLine} label={needs.copy} />
          </>
        )}
      </div>
    </details>
  );
};

/** Which pages may embed it, and what each of them needs. */
export const SiteOrigins = ({ page, site, admin }: SitePart) => {
  const typed = useSignal("");
  const done = useSignal("");
  const home = useRef<HTMLParagraphElement>(null);
  const { addOrigin, removeOrigin } = page;
  const add = async (): Promise<void> => {
    removeOrigin.clear();
    done.value = "";
    if (typed.peek().trim() === "" || !(await addOrigin.run(typed.peek()))) return;
    typed.value = "";
    done.value = needs.added;
  };
  const remove = async (origin: string): Promise<void> => {
    addOrigin.clear();
    done.value = "";
    if (!(await removeOrigin.run(origin))) return;
    done.value = needs.removed;
    // The button went with what it removed.
    home.current?.focus();
  };
  return (
    <section aria-labelledby="origins-of-site">
      <h2 id="origins-of-site">{words.origins}</h2>
      {site.origins.length === 0 && <p class="soft">{words.noOrigins}</p>}
      <ul class="lines ruled">
        {site.origins.map((origin) => (
          <li key={origin}>
            <div class="line">
              <span class="mono">{origin}</span>
              {admin && (
                <button
                  type="button"
                  class="button quiet bad"
                  aria-label={needs.removeNamed(origin)}
                  disabled={removeOrigin.running.value}
                  onClick={() => void remove(origin)}
                >
                  {needs.remove}
                </button>
              )}
            </div>
            <Needs origin={origin} voice={site.voice} />
          </li>
        ))}
      </ul>
      <DoneLine home={home} words={done.value} />
      <ProblemNotice title={needs.removeFailed} problem={removeOrigin.problem.value} />
      {admin && (
        <form
          class="row wrap end"
          onSubmit={(event) => {
            event.preventDefault();
            void add();
          }}
        >
          <LineField
            label={needs.field}
            hint={needs.fieldHint}
            value={typed.value}
            most={300}
            mono
            inputMode="url"
            onInput={(value) => void (typed.value = value)}
          />
          <button type="submit" class="button" disabled={typed.value.trim() === "" || addOrigin.running.value}>
            {addOrigin.running.value ? needs.adding : needs.add}
          </button>
        </form>
      )}
      <ProblemNotice title={needs.addFailed} problem={addOrigin.problem.value} />
      <p class="hint">{words.originsHint}</p>
      <Command value={words.allowCommand(site.key)} />
    </section>
  );
};
