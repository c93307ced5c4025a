import { useId } from "preact/hooks";
import { compareContents, type FieldChange } from "../state/compare-versions.ts";
import { createRemote } from "../state/remote.ts";
import type { ScenarioRoute } from "../state/route.ts";
import type { ScenarioDetail, ScenarioVersionSummary } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { ListTable, type Column } from "./list-table.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { useEffect } from "preact/hooks";

const words = text.scenarios.versions;
const { columns } = words;

const COLUMNS: Column<ScenarioVersionSummary & { id: number }>[] = [
  { label: columns.version, cell: ({ number, name }) => `${words.number(number)}: ${name}` },
  { label: columns.when, cell: ({ publishedAt }) => <Moment at={publishedAt} how="ago" /> },
  { label: columns.who, named: true, cell: ({ publishedBy }) => publishedBy ?? words.nobody },
  { label: columns.sessions, as: "number", named: true, cell: ({ sessions }) => words.sessions(sessions) },
];

/** Words that went and words that came, each with its own mark and name: never by colour alone. */
const Change = ({ change: { field, stretches } }: { change: FieldChange }) => (
  <section class="change" aria-label={text.scenarios.field[field]}>
    <h3>{text.scenarios.field[field]}</h3>
    <p class="change-words">
      {stretches.map(({ kind, text: said }, place) =>
        kind === "added" ? (
          <ins key={place}>{said}</ins>
        ) : kind === "removed" ? (
          <del key={place}>{said}</del>
        ) : (
          <span key={place}>{said}</span>
        ),
      )}
    </p>
  </section>
);

type Side = { label: string; value: number; numbers: number[]; onChange: (number: number) => void };
const Choice = ({ label, value, numbers, onChange }: Side) => {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <select
        id={id}
        class="field-input"
        value={value}
        onChange={(event) => onChange(Number(event.currentTarget.value))}
      >
        {numbers.map((number) => (
          <option key={number} value={number}>
            {number === 0 ? words.draft : words.number(number)}
          </option>
        ))}
      </select>
    </div>
  );
};

const Compared = ({ scenario, from, to }: { scenario: ScenarioDetail; from: number; to: number }) => {
  const { api } = useConsole();
  const key = `${from} ${to} ${scenario.revision}`;
  const { state, load } = useModel(() => {
    const contentOf = async (number: number) =>
      number === 0 ? scenario.draft : (await api.readScenarioVersion(scenario.id, number)).content;
    return createRemote(async () => compareContents(...(await Promise.all([contentOf(from), contentOf(to)]))));
  }, key);
  useEffect(() => void load(), [key]);
  return (
    <Loaded remote={state.value} rows={4} failed={words.failed} onRetry={() => void load()}>
      {(changes) =>
        changes.length === 0 ? (
          <p class="soft">{words.same}</p>
        ) : (
          <div class="changes">
            {changes.map((change) => (
              <Change key={change.field} change={change} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
};

/** What was published when, by whom, how many sessions began with it, and what it said. */
export const ScenarioVersions = ({ scenario, route }: { scenario: ScenarioDetail; route: ScenarioRoute }) => {
  const { router } = useConsole();
  const { versions } = scenario;
  const newest = versions[0]?.number;
  if (newest === undefined) return <p class="soft">{words.none}</p>;
  const numbers = [0, ...versions.map(({ number }) => number)];
  const known = (number: number, otherwise: number): number => (numbers.includes(number) ? number : otherwise);
  const [from, to] = [known(route.compare?.[0] ?? newest, newest), known(route.compare?.[1] ?? 0, 0)];
  const go = (compare: [number, number]): void => router.go({ ...route, compare }, "replace");
  return (
    <div class="sections">
      <ListTable
        label={text.scenarios.tabs.versions}
        columns={COLUMNS}
        items={versions.map((version) => ({ ...version, id: version.number }))}
      />
      <section aria-labelledby="compare-versions">
        <h2 id="compare-versions">{words.compare}</h2>
        <div class="row wrap">
          <Choice label={words.from} value={from} numbers={numbers} onChange={(number) => go([number, to])} />
          <Choice label={words.to} value={to} numbers={numbers} onChange={(number) => go([from, number])} />
        </div>
        <Compared scenario={scenario} from={from} to={to} />
      </section>
    </div>
  );
};
