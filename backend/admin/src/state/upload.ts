import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { type Choices, readChoices } from "./new-invitation.ts";
import { createRemote, type Remote, valueOf } from "./remote.ts";
import type { ActAnswer, BulkAnswer, BulkRow } from "./types.ts";

/** Many invitations from a file or pasted rows: looked at first, then made. */
export type Upload = {
  /** the rows as they were pasted or read; changing them asks for another look */
  csv: Signal<string>;
  /** the file that they came from */
  file: ReadonlySignal<string | null>;
  takeFile: (file: File) => Promise<void>;
  /** what the columns may name; the rows are looked at without it too */
  choices: ReadonlySignal<Remote<Choices>>;
  /** the key of the site that rows without one are for; "": none. Another one asks for another look */
  site: Signal<string>;
  /** says what would be made, and what is wrong with which row; stores nothing */
  look: Action<[]>;
  preview: ReadonlySignal<BulkAnswer | null>;
  /** makes them: all, or the good ones alone */
  make: Action<[onlyGood: boolean]>;
  made: ReadonlySignal<BulkAnswer | null>;
  links: Action<[]>;
  /** to all that were made and have an address */
  send: Action<[]>;
  sent: ReadonlySignal<ActAnswer | null>;
  startAnother: () => void;
  /** shows what all rows have already, with the ways to hand it out: nothing is made */
  showExisting: () => void;
};

const MOST_AT_ONCE = 1_000;
export const madeIds = (made: BulkAnswer | null): string[] =>
  made?.rows.flatMap(({ invitation }) => (invitation === null ? [] : [invitation.id])) ?? [];
export const badRows = (answer: BulkAnswer): BulkRow[] => answer.rows.filter(({ outcome }) => outcome === "bad");
/** How many rows are wrong in one way are told as one. `rows` in the file's order. */
type BadKind = { column: string | null; detail: string; rows: BulkRow[] };
export const kindsOfBad = (rows: readonly BulkRow[]): BadKind[] => {
  const kinds = new Map<string, BadKind>();
  for (const row of rows)
    for (const { column, detail } of row.errors) {
      const key = JSON.stringify([column, detail]);
      const kind = kinds.get(key) ?? { column, detail, rows: [] };
      kind.rows.push(row);
      kinds.set(key, kind);
    }
  return [...kinds.values()];
};
/** 2, 3, 4, 9 as 2–4, 9. */
export const spansOf = (numbers: readonly number[]): string => {
  const spans: [number, number][] = [];
  for (const number of numbers) {
    const last = spans.at(-1);
    if (last && number === last[1] + 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}–${to}`)).join(", ");
};

/** A file to fill in: every column, and a row that can be made here. */
export const templateFor = (choices: Choices | null): string => {
  const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const preset = choices?.presets.find(({ isDefault }) => isDefault) ?? choices?.presets[0];
  const example = {
    label: "P01",
    reference: "S-1001",
    cohort: "Wave 1",
    email: "p01@example.org",
    scenario: choices?.scenarios[0]?.slug ?? "",
    preset: preset?.name ?? "",
    days: "14",
    mode: "SINGLE",
    people: "",
    site: choices?.sites[0]?.key ?? "",
  };
  return `${Object.keys(example).join(",")}\r\n${Object.values(example).map(cell).join(",")}\r\n`;
};

export const addressedIds = (made: BulkAnswer | null): string[] =>
  made?.rows.flatMap(({ email, invitation }) => (email === null || invitation === null ? [] : [invitation.id])) ?? [];
export const addressedIn = (made: BulkAnswer | null): number => addressedIds(made).length;

const byThousands = async (ids: string[], act: (part: string[]) => Promise<void>): Promise<void> => {
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) await act(ids.slice(at, at + MOST_AT_ONCE));
};

/**
 * What was made last stays where one comes back from the sheet of codes. In this page's memory alone, since it holds links; it goes with
 * the sign-out and with the next upload.
 */
type KeptUpload = { made: Signal<BulkAnswer | null>; sent: Signal<ActAnswer | null> };
const createKeptUpload = (): KeptUpload => ({ made: signal(null), sent: signal(null) });
const keptBy = new WeakMap<ConsoleApi, { staffId: string; kept: KeptUpload }>();
/** Of who is signed in now: whoever signs in after them in this tab has none. */
export const keptUpload = (api: ConsoleApi, staffId: string): KeptUpload => {
  const before = keptBy.get(api);
  if (before?.staffId === staffId) return before.kept;
  const kept = createKeptUpload();
  keptBy.set(api, { staffId, kept });
  return kept;
};
export const forgetUpload = ({ made, sent }: KeptUpload): void => {
  made.value = null;
  sent.value = null;
};

export const createUpload = (
  api: ConsoleApi,
  saveFile: (name: string, text: string) => void,
  kept: KeptUpload = createKeptUpload(),
): Upload => {
  const csv = signal("");
  const file = signal<string | null>(null);
  const looked = signal<{ csv: string; site: string; answer: BulkAnswer } | null>(null);
  const { made, sent } = kept;
  const site = signal("");
  const choices = createRemote(() => readChoices(api));
  const choicesRead = choices.load().then(() => {
    // Also the only one is said: rows without a reference are the same upload's still once there is a second.
    site.value = valueOf(choices.state.peek())?.sites[0]?.key ?? "";
  });
  // A part that was made is known again when the rest is mended, since the key is that of the first look.
  let uploadKey: string | undefined;
  const ask = (more: { dryRun?: boolean; onlyGood?: boolean }) =>
    api.uploadInvitations({
      csv: csv.peek(),
      ...(site.peek() === "" ? {} : { site: site.peek() }),
      ...(uploadKey === undefined ? {} : { uploadKey }),
      ...more,
    });
  return {
    csv,
    file,
    choices: choices.state,
    site,
    takeFile: async (taken) => {
      csv.value = await taken.text();
      file.value = taken.name;
    },
    look: createAction(async () => {
      // Which site is proposed is part of what is looked at.
      await choicesRead;
      const asked = { csv: csv.peek(), site: site.peek() };
      const answer = await ask({ dryRun: true });
      uploadKey ??= answer.uploadKey;
      looked.value = { ...asked, answer };
    }),
    preview: computed(() =>
      looked.value?.csv === csv.value && looked.value.site === site.value ? looked.value.answer : null,
    ),
    make: createAction(async (onlyGood: boolean) => {
      made.value = await ask({ onlyGood });
    }),
    made,
    links: createAction(async () => saveFile("invitations.csv", await api.readLinksFile(madeIds(made.peek())))),
    send: createAction(async () => {
      const all: ActAnswer = { done: [], skipped: [] };
      await byThousands(addressedIds(made.peek()), async (ids) => {
        const { done, skipped } = await api.actOnInvitations({ act: "send", ids });
        all.done.push(...done);
        all.skipped.push(...skipped);
      });
      sent.value = all;
    }),
    sent,
    showExisting: () => {
      made.value = looked.peek()?.answer ?? null;
    },
    startAnother: () => {
      csv.value = "";
      file.value = null;
      looked.value = null;
      forgetUpload(kept);
      uploadKey = undefined;
    },
  };
};
