import { signal, type ReadonlySignal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, type Remote } from "./remote.ts";
import type { StaffCode } from "./types.ts";

export type CodeForm = { name: string; meaning: string };
export type CodeBook = {
  codes: ReadonlySignal<Remote<StaffCode[]>>;
  load: () => Promise<void>;
  create: Action<[form: CodeForm]>;
  change: Action<[id: string, form: CodeForm]>;
  retire: Action<[code: StaffCode, retired: boolean]>;
  /** what was done last, to be said once */
  done: ReadonlySignal<{ what: "added" | "saved"; name: string } | null>;
};

export const createCodeBook = (api: ConsoleApi): CodeBook => {
  const remote = createRemote(async () => (await api.listCodes()).items);
  const done = signal<{ what: "added" | "saved"; name: string } | null>(null);
  void remote.load();
  const saved = async (code: StaffCode, what: "added" | "saved"): Promise<void> => {
    await remote.refresh();
    done.value = { what, name: code.name };
  };
  const clean = ({ name, meaning }: CodeForm): CodeForm => ({ name: name.trim(), meaning: meaning.trim() });
  return {
    codes: remote.state,
    load: remote.load,
    create: createAction(async (form) => saved(await api.createCode(clean(form)), "added")),
    change: createAction(async (id, form) => saved(await api.changeCode(id, clean(form)), "saved")),
    retire: createAction(async (code, retired) => saved(await api.changeCode(code.id, { retired }), "saved")),
    done,
  };
};
