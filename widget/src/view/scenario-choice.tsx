import type { ScenarioView } from "../api/protocol.ts";
import { enPages } from "../text/en-pages.ts";

type Props = { scenarios: readonly ScenarioView[]; chosen: string; onChoose: (slug: string) => void };

/** Where an invitation leaves the choice: one of several, each with who one will talk with. */
export const ScenarioChoice = ({ scenarios, chosen, onChoose }: Props) => (
  <fieldset class="choice">
    <legend class="ear">{enPages.preview.choose}</legend>
    {scenarios.map(({ slug, name, description, partnerPersona }) => (
      <label key={slug}>
        <input type="radio" name="scenario" value={slug} checked={slug === chosen} onChange={() => onChoose(slug)} />
        <span>
          <strong>{name}</strong>
          <span class="soft">{enPages.withAi(partnerPersona)}</span>
          {slug === chosen && <span dir="auto">{description}</span>}
        </span>
      </label>
    ))}
  </fieldset>
);
