import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { problemOf, ProblemError } from "../api/problem.ts";
import type { ModelList, ScenarioContent, ScenarioDetail } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, type Remote, type RemoteValue } from "./remote.ts";

/** What the form holds: the draft's words, and its slug. */
export type DraftForm = ScenarioContent & { slug: string };
export type DraftField = keyof DraftForm;
/** Somebody else saved meanwhile: what was taken over from them, and what both have changed. */
export type Met = { took: DraftField[]; both: Partial<DraftForm> };

export type ScenarioEditor = {
  /** null: there is no such scenario */
  scenario: ReadonlySignal<Remote<ScenarioDetail | null>>;
  load: () => Promise<void>;
  models: RemoteValue<ModelList>;
  form: ReadonlySignal<DraftForm | null>;
  set: (change: Partial<DraftForm>) => void;
  /** fields that say something else than the saved draft */
  changed: ReadonlySignal<DraftField[]>;
  undo: () => void;
  save: Action<[]>;
  publish: Action<[]>;
  archive: Action<[archived: boolean]>;
  met: ReadonlySignal<Met | null>;
  takeTheirs: (field: DraftField) => void;
  /** the form was begun in an earlier visit of this page, and never saved */
  restored: ReadonlySignal<boolean>;
};

export const formOf = ({ draft, slug }: ScenarioDetail): DraftForm => ({
  name: draft.name,
  description: draft.description,
  partnerPersona: draft.partnerPersona,
  partnerSystemPrompt: draft.partnerSystemPrompt,
  coachSystemPrompt: draft.coachSystemPrompt,
  partnerModel: draft.partnerModel,
  coachModel: draft.coachModel,
  goal: draft.goal,
  coachPolicy: draft.coachPolicy,
  openingLine: draft.openingLine,
  languages: draft.languages,
  slug,
});

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);
const fieldsOf = (form: DraftForm): DraftField[] => Object.keys(form) as DraftField[];
export const differing = (one: DraftForm, other: DraftForm): DraftField[] =>
  fieldsOf(one).filter((field) => !same(one[field], other[field]));
const only = (form: DraftForm, fields: readonly DraftField[]): Partial<DraftForm> =>
  Object.fromEntries(fields.map((field) => [field, form[field]]));

/**
 * Two drafts that began as one. What only they changed is taken over, what only I changed stays mine, and where both did mine
 * stays, with theirs at hand: nothing of either is lost.
 */
export const meet = (base: DraftForm, mine: DraftForm, theirs: DraftForm): { form: DraftForm; met: Met } => {
  const [byMe, byThem] = [differing(mine, base), differing(theirs, base)];
  const took = byThem.filter((field) => !byMe.includes(field));
  const both = byThem.filter((field) => byMe.includes(field) && !same(mine[field], theirs[field]));
  return { form: { ...mine, ...only(theirs, took) }, met: { took, both: only(theirs, both) } };
};

type Kept = { base: DraftForm; form: DraftForm; revision: number };
/** What was typed and not saved, while this tab lives: leaving the page for another loses none of it. */
const keptForms = new Map<number, Kept>();
export const hasUnsaved = (): boolean => keptForms.size > 0;

export const createScenarioEditor = (api: ConsoleApi, id: number): ScenarioEditor => {
  const base = signal<DraftForm | null>(null);
  const form = signal<DraftForm | null>(null);
  const met = signal<Met | null>(null);
  const restored = signal(false);
  let revision = 0;

  const keep = (): void => {
    const [was, is] = [base.peek(), form.peek()];
    if (was === null || is === null) return;
    if (differing(is, was).length === 0) keptForms.delete(id);
    else keptForms.set(id, { base: was, form: is, revision });
  };
  const begin = (detail: ScenarioDetail): void => {
    revision = detail.revision;
    base.value = formOf(detail);
    form.value = base.value;
    met.value = null;
    keep();
  };
  /** Theirs became the saved draft: mine goes on from there. */
  const goOn = (was: DraftForm, is: DraftForm, theirs: ScenarioDetail): void => {
    const both = meet(was, is, formOf(theirs));
    revision = theirs.revision;
    base.value = formOf(theirs);
    form.value = both.form;
    met.value = both.met;
    keep();
  };
  const read = async (): Promise<ScenarioDetail | null> => {
    try {
      const detail = await api.readScenario(id);
      const kept = keptForms.get(id);
      if (form.peek() !== null) return detail;
      begin(detail);
      if (!kept) return detail;
      restored.value = true;
      if (kept.revision === detail.revision) {
        form.value = kept.form;
        keep();
      } else goOn(kept.base, kept.form, detail);
      return detail;
    } catch (thrown) {
      if (problemOf(thrown).status === 404) return null;
      throw thrown;
    }
  };
  const remote = createRemote(read);
  const models = createRemote(api.listModels);
  const changed = computed(() => (form.value === null || base.value === null ? [] : differing(form.value, base.value)));
  const save = createAction(async () => {
    const [was, is] = [base.peek(), form.peek()];
    if (was === null || is === null || changed.peek().length === 0) return;
    try {
      const saved = await api.changeDraft(id, { revision, ...only(is, changed.peek()) });
      remote.replace(saved);
      // What was typed while it was being saved stays typed.
      const typed = only(form.peek() ?? is, differing(form.peek() ?? is, is));
      begin(saved);
      form.value = { ...formOf(saved), ...typed };
      restored.value = false;
      keep();
    } catch (thrown) {
      if (problemOf(thrown).code === "draft-changed") {
        const theirs = await api.readScenario(id);
        remote.replace(theirs);
        goOn(was, form.peek() ?? is, theirs);
      }
      throw thrown;
    }
  });
  void remote.load();
  void models.load();
  return {
    scenario: remote.state,
    load: remote.load,
    models,
    form,
    set: (change) => {
      const is = form.peek();
      if (is === null) return;
      form.value = { ...is, ...change };
      keep();
    },
    changed,
    undo: () => {
      form.value = base.peek();
      met.value = null;
      restored.value = false;
      keep();
    },
    save,
    publish: createAction(async () => {
      // What is published is what is saved: what stands in the fields is saved first.
      if (changed.peek().length > 0 && !(await save.run()))
        throw new ProblemError(save.problem.peek() ?? problemOf(undefined));
      try {
        remote.replace(await api.publishDraft(id, revision));
      } catch (thrown) {
        if (problemOf(thrown).code === "draft-changed") {
          const [was, is, theirs] = [base.peek(), form.peek(), await api.readScenario(id)];
          remote.replace(theirs);
          if (was && is) goOn(was, is, theirs);
        }
        throw thrown instanceof ProblemError ? thrown : new ProblemError(problemOf(thrown));
      }
    }),
    archive: createAction(async (archived: boolean) => remote.replace(await api.archiveScenario(id, archived))),
    met,
    takeTheirs: (field) => {
      const [is, now] = [form.peek(), met.peek()];
      if (is === null || now === null) return;
      form.value = { ...is, ...(field in now.both ? { [field]: now.both[field] } : {}) };
      const both = { ...now.both };
      delete both[field];
      met.value = { ...now, both };
      keep();
    },
    restored,
  };
};

/** What has to say something before it can be published: as the server has it. */
const NEEDED = [
  "name",
  "description",
  "partnerPersona",
  "partnerSystemPrompt",
  "coachSystemPrompt",
] as const satisfies DraftField[];
export const missingIn = (form: DraftForm): DraftField[] => NEEDED.filter((field) => form[field].trim() === "");

export const versionOf = (detail: ScenarioDetail): number | null => detail.versions[0]?.number ?? null;
