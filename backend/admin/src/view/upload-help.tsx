import { useId } from "preact/hooks";
import type { Choices } from "../state/new-invitation.ts";
import type { Upload } from "../state/upload.ts";
import { text } from "../text/en.ts";

const words = text.upload;
type Named = { title: string; name: string };

const Names = ({ column, named }: { column: string; named: Named[] }) =>
  named.length === 0 ? null : (
    <div>
      <dt>{column}</dt>
      {named.map(({ title, name }) => (
        <dd key={name}>
          <span class="mono small">{name}</span> <span class="soft">{title}</span>
        </dd>
      ))}
    </div>
  );

/** What the columns hold, and the names that they may take here. */
export const UploadHelp = ({ choices }: { choices: Choices | null }) => (
  <details class="upload-help">
    <summary>{words.help}</summary>
    <dl>
      {words.columnHelp.map(({ column, holds }) => (
        <div key={column}>
          <dt class="mono small">{column}</dt>
          <dd>{holds}</dd>
        </div>
      ))}
    </dl>
    {choices !== null && (
      <>
        <p class="small soft">{words.namesHint}</p>
        <dl class="upload-names">
          <Names
            column={words.namedScenarios}
            named={choices.scenarios.map(({ slug, name }) => ({ name: slug, title: name }))}
          />
          <Names
            column={words.namedPresets}
            named={choices.presets.map(({ name, label }) => ({ name, title: label }))}
          />
          <Names column={words.namedSites} named={choices.sites.map(({ key, name }) => ({ name: key, title: name }))} />
        </dl>
      </>
    )}
  </details>
);

/** Which site the rows without one are for, where there are several. */
export const UploadSite = ({ model, choices }: { model: Upload; choices: Choices | null }) => {
  const id = useId();
  if (choices === null || choices.sites.length < 2) return null;
  return (
    <div class="field">
      <label for={id}>{words.site}</label>
      <select
        id={id}
        class="field-input"
        value={model.site.value}
        aria-describedby={`${id}-hint`}
        onChange={(event) => void (model.site.value = event.currentTarget.value)}
      >
        {choices.sites.map(({ key, name }) => (
          <option key={key} value={key}>
            {name}
          </option>
        ))}
        <option value="">{text.create.siteNone}</option>
      </select>
      <p id={`${id}-hint`} class="hint">
        {words.siteHint}
      </p>
    </div>
  );
};
