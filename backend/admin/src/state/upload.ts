import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import type { ActAnswer, BulkAnswer, BulkRow } from "./types.ts";

/** Many invitations from a file or pasted rows: looked at first, then made. */
export type Upload = {
  /** the rows as they were pasted or read; changing them asks for another look */
  csv: Signal<string>;
  /** the file that they came from */
  file: ReadonlySignal<string | null>;
  takeFile: (file: File) => Promise<void>;
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
};

const MOST_AT_ONCE = 1_000;
export const madeIds = (made: BulkAnswer | null): string[] =>
  made?.rows.flatMap(({ invitation }) => (invitation === null ? [] : [invitation.id])) ?? [];
export const badRows = (answer: BulkAnswer): BulkRow[] => answer.rows.filter(({ outcome }) => outcome === "bad");
const newWithAddress = (made: BulkAnswer | null): string[] =>
  made?.rows.flatMap(({ email, invitation }) => (email === null || invitation === null ? [] : [invitation.id])) ?? [];
export const addressedIn = (made: BulkAnswer | null): number => newWithAddress(made).length;

const byThousands = async (ids: string[], act: (part: string[]) => Promise<void>): Promise<void> => {
  for (let at = 0; at < ids.length; at += MOST_AT_ONCE) await act(ids.slice(at, at + MOST_AT_ONCE));
};

export const createUpload = (api: ConsoleApi, saveFile: (name: string, text: string) => void): Upload => {
  const csv = signal("");
  const file = signal<string | null>(null);
  const looked = signal<{ csv: string; answer: BulkAnswer } | null>(null);
  const made = signal<BulkAnswer | null>(null);
  const sent = signal<ActAnswer | null>(null);
  // A part that was made is known again when the rest is mended, since the key is that of the first look.
  let uploadKey: string | undefined;
  const ask = (more: { dryRun?: boolean; onlyGood?: boolean }) =>
    api.uploadInvitations({ csv: csv.peek(), ...(uploadKey === undefined ? {} : { uploadKey }), ...more });
  return {
    csv,
    file,
    takeFile: async (taken) => {
      csv.value = await taken.text();
      file.value = taken.name;
    },
    look: createAction(async () => {
      const text = csv.peek();
      const answer = await ask({ dryRun: true });
      uploadKey ??= answer.uploadKey;
      looked.value = { csv: text, answer };
    }),
    preview: computed(() => (looked.value?.csv === csv.value ? looked.value.answer : null)),
    make: createAction(async (onlyGood: boolean) => {
      made.value = await ask({ onlyGood });
    }),
    made,
    links: createAction(async () => saveFile("invitations.csv", await api.readLinksFile(madeIds(made.peek())))),
    send: createAction(async () => {
      const all: ActAnswer = { done: [], skipped: [] };
      await byThousands(newWithAddress(made.peek()), async (ids) => {
        const { done, skipped } = await api.actOnInvitations({ act: "send", ids });
        all.done.push(...done);
        all.skipped.push(...skipped);
      });
      sent.value = all;
    }),
    sent,
    startAnother: () => {
      csv.value = "";
      file.value = null;
      looked.value = null;
      made.value = null;
      sent.value = null;
      uploadKey = undefined;
    },
  };
};
