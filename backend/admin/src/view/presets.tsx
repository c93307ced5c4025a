import { useSignal } from "@preact/signals";
import { createPresetPage, type PresetPage } from "../state/preset-page.ts";
import { hrefOf, type Route } from "../state/route.ts";
import type { StaffQuotaPreset } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Icon } from "./icon.tsx";
import { Loaded } from "./loaded.tsx";
import { ModelPrices } from "./model-prices.tsx";
import { Page } from "./page.tsx";
import { PresetEstimate } from "./preset-estimate.tsx";
import { PresetForm } from "./preset-form.tsx";
import { EmptyPanel, ProblemNotice } from "./problem-notice.tsx";
import { useActs, type Acts } from "./use-acts.ts";

const words = text.presets;
type RowProps = {
  page: PresetPage;
  preset: StaffQuotaPreset;
  place: number;
  of: number;
  acts: Acts;
  onDone: (said: string) => void;
  onEdit: () => void;
};

const Row = ({ page, preset, place, of, acts, onDone, onEdit }: RowProps) => {
  const { label } = preset;
  const move = async (by: -1 | 1): Promise<void> => {
    onDone("");
    if (await page.move.run(preset.id, by)) onDone(words.ordered);
  };
  const moving = page.move.running.value;
  return (
    <li class="preset">
      <div class="preset-words">
        <p>
          <b>{label}</b> <span class="mono soft">{preset.name}</span>
          {preset.isDefault && <span class="tag">{words.isDefault}</span>}
        </p>
        {preset.description !== null && preset.description !== "" && <p class="soft">{preset.description}</p>}
        <p class="number">{words.tokens(preset.quota.tokens)}</p>
        <PresetEstimate page={page} tokens={preset.quota.tokens} />
        {preset.used && <p class="hint">{words.usedHint}</p>}
      </div>
      <div class="preset-acts">
        <button type="button" class="button" aria-label={words.editNamed(label)} onClick={onEdit}>
          {words.edit}
        </button>
        {!preset.isDefault && (
          <button
            type="button"
            class="button"
            aria-label={words.makeDefaultNamed(label)}
            onClick={async () => {
              onDone("");
              if (await page.change.run(preset.id, { isDefault: true })) onDone(words.madeDefault(label));
            }}
          >
            {words.makeDefault}
          </button>
        )}
        {!preset.isDefault && !preset.used && (
          <button
            class="button quiet bad"
            aria-label={words.removeNamed(label)}
            {...acts.opens(preset.id, page.remove.clear)}
          >
            {words.remove}
          </button>
        )}
        <button
          type="button"
          class="button quiet square"
          aria-label={words.up(label)}
          disabled={place === 0 || moving}
          onClick={() => void move(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="button quiet square"
          aria-label={words.down(label)}
          disabled={place === of - 1 || moving}
          onClick={() => void move(1)}
        >
          <Icon name="more" />
        </button>
      </div>
    </li>
  );
};

/** What invitations may spend, by name: what it is good for, what it costs, and which is taken where none is named. */
export const Presets = ({ route }: { route: Extract<Route, { name: "presets" }> }) => {
  const { api, router } = useConsole();
  const admin = useMe().role === "ADMIN";
  const page = useModel(() => createPresetPage(api), "presets");
  const acts = useActs();
  const done = useSignal("");
  const editing = useSignal<StaffQuotaPreset | null>(null);
  const { state, load } = page.presets;
  const asked = state.value.at === "ready" ? state.value.value.find(({ id }) => id === acts.open) : undefined;
  const close = (): void => {
    editing.value = null;
    page.create.clear();
    page.change.clear();
    if (route.creating) router.go({ name: "presets", creating: false }, "replace");
  };
  return (
    <Page
      title={words.title}
      actions={
        <div class="head-actions">
          <a class="button primary" href={hrefOf({ name: "presets", creating: true })}>
            <Icon name="plus" />
            {words.create}
          </a>
        </div>
      }
    >
      <p class="soft page-words">{words.intro}</p>
      <DoneLine home={acts.home} words={done.value} />
      {!route.creating && editing.value === null && (
        <ProblemNotice title={words.actFailed} problem={page.move.problem.value ?? page.change.problem.value} />
      )}
      {asked !== undefined && (
        <ActPanel key={asked.id} title={words.removeTitle(asked.label)} onClose={acts.close}>
          <Confirm
            words={{ confirm: words.remove, running: words.removing, failed: words.removeFailed }}
            action={{ ...page.remove, run: () => page.remove.run(asked.id) }}
            bad
            onDone={() => {
              done.value = words.deleted(asked.label);
              acts.close();
            }}
            onCancel={acts.close}
          >
            <p class="act-words">{words.removeDetail}</p>
          </Confirm>
        </ActPanel>
      )}
      <Loaded remote={state.value} rows={4} failed={words.failed} onRetry={() => void load()}>
        {(presets) =>
          presets.length === 0 ? (
            <EmptyPanel title={words.emptyTitle}>
              <p>{words.empty}</p>
            </EmptyPanel>
          ) : (
            <ol class="presets" aria-label={words.title}>
              {presets.map((preset, place) => (
                <Row
                  key={preset.id}
                  page={page}
                  preset={preset}
                  place={place}
                  of={presets.length}
                  acts={acts}
                  onDone={(said) => void (done.value = said)}
                  onEdit={() => {
                    page.change.clear();
                    editing.value = preset;
                  }}
                />
              ))}
            </ol>
          )
        }
      </Loaded>
      <ModelPrices page={page} admin={admin} />
      {(route.creating || editing.value !== null) && (
        <PresetForm
          key={editing.value?.id ?? "new"}
          page={page}
          preset={editing.value}
          onDone={(label) => {
            done.value = editing.peek() === null ? words.created(label) : words.changed(label);
            close();
          }}
          onClose={close}
        />
      )}
    </Page>
  );
};
