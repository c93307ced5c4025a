import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { languageName } from "../text/en-scenarios.ts";
import { text } from "../text/en.ts";
import { LineField } from "./line-field.tsx";

const words = text.scenarios;
/** Those that the widget itself speaks. */
const SPOKEN = ["en", "de", "fr", "es", "nl", "ar"];
const isTag = (tag: string): boolean => /^[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8})*$/.test(tag);
type Props = { languages: string[]; onChange: (languages: string[]) => void; children?: ComponentChildren };

export const LanguagesField = ({ languages, onChange, children }: Props) => {
  const typed = useSignal("");
  const offered = [...SPOKEN, ...languages.filter((tag) => !SPOKEN.includes(tag))];
  const add = (): void => {
    const tag = typed.peek().trim();
    if (!isTag(tag) || languages.includes(tag)) return;
    onChange([...languages, tag]);
    typed.value = "";
  };
  return (
    <fieldset class="field">
      <legend>{words.field["languages"]}</legend>
      <p class="hint">{words.hint.languages}</p>
      <div class="checks">
        {offered.map((tag) => (
          <label key={tag} class="check">
            <input
              type="checkbox"
              checked={languages.includes(tag)}
              // One at least: in no language nothing can be said.
              disabled={languages.length === 1 && languages.includes(tag)}
              onChange={({ currentTarget }) =>
                onChange(currentTarget.checked ? [...languages, tag] : languages.filter((one) => one !== tag))
              }
            />
            {languageName(tag)}
          </label>
        ))}
      </div>
      <div class="row wrap end">
        <LineField
          label={words.languageField}
          hint={words.languageHint}
          value={typed.value}
          most={35}
          mono
          short
          onInput={(tag) => void (typed.value = tag)}
        />
        <button type="button" class="button" disabled={!isTag(typed.value.trim())} onClick={add}>
          {words.addLanguage}
        </button>
      </div>
      {children}
    </fieldset>
  );
};
