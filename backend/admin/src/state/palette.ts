import { computed, signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { problemOf } from "../api/problem.ts";
import { hrefOf, LIST } from "./route.ts";
import type { StaffInvitation, StaffQuotaPreset, StaffScenario, StaffUser } from "./types.ts";

export type CommandGroup = "act" | "area" | "invitation" | "person" | "scenario";
export type Command = {
  id: string;
  group: CommandGroup;
  label: string;
  /** beside the label: what tells it from others of its name */
  hint?: string;
  go: { href: string } | { act: () => void };
};

const MOST_FOUND = 6;
const TYPING_MS = 200;
/** All words that were typed stand somewhere in it. */
const matches = (q: string, ...texts: (string | null | undefined)[]): boolean => {
  const text = texts.join(" ").toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
};

export type Palette = {
  q: ReadonlySignal<string>;
  type: (q: string) => void;
  commands: ReadonlySignal<Command[]>;
  searching: ReadonlySignal<boolean>;
  failed: ReadonlySignal<boolean>;
  dispose: () => void;
};

type Found = { invitations: StaffInvitation[]; people: StaffUser[] };
const NOTHING: Found = { invitations: [], people: [] };
export type PaletteWords = {
  unlabelled: string;
  unnamed: string;
  newFromPreset: (label: string) => string;
  ofScenario: (name: string) => string;
};

/**
 * What can be gone to, found or done. Pages and acts are there at once; invitations and people are asked for with a breath between
 * letters, and only the newest answer counts.
 */
export const createPalette = (api: ConsoleApi, fixed: Command[], words: PaletteWords): Palette => {
  const q = signal("");
  const found = signal(NOTHING);
  const searching = signal(false);
  const failed = signal(false);
  const known = signal<{ scenarios: StaffScenario[]; presets: StaffQuotaPreset[] }>({ scenarios: [], presets: [] });
  let newest = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  void Promise.all([api.listScenarios(), api.listQuotaPresets()]).then(
    ([scenarios, presets]) => void (known.value = { scenarios: scenarios.items, presets: presets.items }),
    (thrown: unknown) => {
      problemOf(thrown);
      failed.value = true;
    },
  );
  const search = async (text: string, mine: number): Promise<void> => {
    try {
      const [invitations, people] = await Promise.all([
        api.listInvitations({ q: text, limit: MOST_FOUND }),
        api.listUsers({ q: text }),
      ]);
      if (mine !== newest) return;
      found.value = { invitations: invitations.items, people: people.items.slice(0, MOST_FOUND) };
      failed.value = false;
    } catch (thrown) {
      problemOf(thrown);
      if (mine !== newest) return;
      found.value = NOTHING;
      failed.value = true;
    }
    searching.value = false;
  };
  const commands = computed((): Command[] => {
    const text = q.value.trim();
    const presets = known.value.presets.map(({ name, label }): Command => ({
      id: `preset ${name}`,
      group: "act",
      label: words.newFromPreset(label),
      go: { href: hrefOf({ ...LIST, creating: true, preset: name }) },
    }));
    const scenarios = known.value.scenarios.map(({ slug, name, partnerPersona }): Command => ({
      id: `scenario ${slug}`,
      group: "scenario",
      label: words.ofScenario(name),
      hint: partnerPersona,
      go: { href: hrefOf({ ...LIST, scenario: slug }) },
    }));
    if (text === "") return fixed;
    return [
      ...[...fixed, ...presets, ...scenarios].filter(({ label, hint }) => matches(text, label, hint)),
      ...found.value.invitations.map(({ id, label, externalRef, cohort }): Command => ({
        id: `invitation ${id}`,
        group: "invitation",
        label: label ?? words.unlabelled,
        hint: [externalRef, cohort].filter((part) => part !== null).join(" · "),
        go: { href: hrefOf({ name: "invitation", id }) },
      })),
      ...found.value.people.map(({ id, name, labels }): Command => ({
        id: `person ${id}`,
        group: "person",
        label: name ?? words.unnamed,
        hint: [...labels, id].join(" · "),
        go: { href: hrefOf({ name: "person", id }) },
      })),
    ];
  });
  return {
    q,
    type: (typed) => {
      q.value = typed;
      clearTimeout(timer);
      const mine = ++newest;
      const text = typed.trim();
      if (text.length < 2) {
        found.value = NOTHING;
        searching.value = false;
        return;
      }
      searching.value = true;
      timer = setTimeout(() => void search(text, mine), TYPING_MS);
    },
    commands,
    searching,
    failed,
    dispose: () => {
      newest += 1;
      clearTimeout(timer);
    },
  };
};

/** Which of the two is open over the page. Opened by keys, by a button, or from each other. */
export const overPage = signal<"palette" | "shortcuts" | null>(null);
