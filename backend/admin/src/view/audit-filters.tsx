import { AUDIT_ACTIONS } from "../state/audit-subject.ts";
import { hrefOf, type AuditRoute } from "../state/route.ts";
import { text } from "../text/en.ts";
import { useConsole } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { SearchBox } from "./search-box.tsx";

const words = text.audit;
type Part = { route: AuditRoute };

const areaOf = (action: string): string => action.split(".")[0] ?? action;
const AREAS = [...new Set(AUDIT_ACTIONS.map(areaOf))];
const isKnown = (action: string): boolean => AREAS.includes(action) || AUDIT_ACTIONS.some((one) => one === action);

/** A whole area, or one act of it; areas with a single act are that act. */
const ActionChoice = ({ route }: Part) => {
  const { router } = useConsole();
  return (
    <select
      class="field-input"
      aria-label={words.action}
      value={route.action}
      onChange={(event) => router.go({ ...route, action: event.currentTarget.value })}
    >
      <option value="">{words.anything}</option>
      {route.action !== "" && !isKnown(route.action) && <option value={route.action}>{route.action}</option>}
      {AREAS.map((area) => {
        const acts = AUDIT_ACTIONS.filter((action) => areaOf(action) === area);
        const options = acts.map((action) => (
          <option key={action} value={action}>
            {words.did(action)}
          </option>
        ));
        return acts.length === 1 ? (
          options
        ) : (
          <optgroup key={area} label={words.areas[area] ?? area}>
            <option value={area}>{words.areas[area] ?? area}</option>
            {options}
          </optgroup>
        );
      })}
    </select>
  );
};

const Chip = ({ label, href }: { label: string; href: string }) => (
  <li class="chip">
    <span>{label}</span>
    <a class="chip-off" href={href} aria-label={words.remove(label)}>
      <Icon name="close" />
    </a>
  </li>
);

export const AuditFilters = ({ route, actorName }: Part & { actorName: string }) => {
  const { router } = useConsole();
  return (
    <div class="tools wrap" role="group" aria-label={words.filters}>
      <ActionChoice route={route} />
      <SearchBox
        value={route.subject}
        placeholder={words.subject}
        label={words.subjectLabel}
        onSearch={(subject) => router.go({ ...route, subject }, "replace")}
      />
      {(["from", "to"] as const).map((end) => (
        <label key={end} class="row small soft">
          {words[end]}
          <input
            type="date"
            class="field-input"
            value={route[end]}
            onChange={({ currentTarget: { value } }) => router.go({ ...route, [end]: value }, "replace")}
          />
        </label>
      ))}
      {(route.actor !== "" || route.subject !== "") && (
        <ul class="chips">
          {route.actor !== "" && <Chip label={words.by(actorName)} href={hrefOf({ ...route, actor: "" })} />}
          {route.subject !== "" && (
            <Chip label={words.about(words.shortId(route.subject))} href={hrefOf({ ...route, subject: "" })} />
          )}
        </ul>
      )}
    </div>
  );
};
