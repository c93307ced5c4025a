import type { ConsoleApi } from "../api/console-api.ts";
import type { ChangePreset, CreatePreset } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";
import { createRemote, valueOf, type RemoteValue } from "./remote.ts";
import type { ModelPrice, QuotaEstimate, StaffQuotaPreset } from "./types.ts";

export type PresetPage = {
  presets: RemoteValue<StaffQuotaPreset[]>;
  prices: RemoteValue<ModelPrice[]>;
  estimate: (tokens: number) => RemoteValue<QuotaEstimate>;
  create: Action<[body: CreatePreset]>;
  change: Action<[id: string, body: ChangePreset]>;
  remove: Action<[id: string]>;
  /** one place up or down */
  move: Action<[id: string, by: -1 | 1]>;
  setPrice: Action<[price: ModelPrice]>;
  removePrice: Action<[model: string]>;
};

/** A list with one of it moved by a place; the same where there is no such place. */
export const moved = (ids: readonly string[], id: string, by: -1 | 1): string[] => {
  const from = ids.indexOf(id);
  const to = from + by;
  if (from === -1 || to < 0 || to >= ids.length) return [...ids];
  const rest = ids.filter((one) => one !== id);
  return [...rest.slice(0, to), id, ...rest.slice(to)];
};

export const createPresetPage = (api: ConsoleApi): PresetPage => {
  const presets = createRemote(async () => (await api.listQuotaPresets()).items);
  const prices = createRemote(async () => (await api.listModelPrices()).items);
  const estimates = new Map<number, RemoteValue<QuotaEstimate>>();
  const estimate = (tokens: number): RemoteValue<QuotaEstimate> => {
    const known = estimates.get(tokens);
    if (known) return known;
    const made = createRemote(() => api.estimateQuota(tokens));
    estimates.set(tokens, made);
    void made.load();
    return made;
  };
  const priced = async (): Promise<void> => {
    await prices.refresh();
    await Promise.all([...estimates.values()].map((one) => one.refresh()));
  };
  void presets.load();
  void prices.load();
  return {
    presets,
    prices,
    estimate,
    create: createAction(async (body: CreatePreset) => {
      await api.createPreset(body);
      await presets.refresh();
    }),
    change: createAction(async (id: string, body: ChangePreset) => {
      await api.changePreset(id, body);
      await presets.refresh();
    }),
    remove: createAction(async (id: string) => {
      await api.deletePreset(id);
      await presets.refresh();
    }),
    move: createAction(async (id: string, by: -1 | 1) => {
      const ids = (valueOf(presets.state.peek()) ?? []).map((preset) => preset.id);
      presets.replace((await api.orderPresets(moved(ids, id, by))).items);
    }),
    setPrice: createAction(async (price: ModelPrice) => {
      await api.setModelPrice(price);
      await priced();
    }),
    removePrice: createAction(async (model: string) => {
      await api.removeModelPrice(model);
      await priced();
    }),
  };
};

/** Whole tokens as typed, with or without separators; null: not a quota. */
export const tokensIn = (typed: string): number | null => {
  const plain = typed.replaceAll(/[\s,.’']/g, "");
  return /^\d{4,10}$/.test(plain) && Number(plain) <= 1_000_000_000 ? Number(plain) : null;
};
/** A price as typed; null: none. */
export const priceIn = (typed: string): number | null => {
  const plain = typed.trim().replace(",", ".");
  return /^\d{1,6}(?:\.\d{1,4})?$/.test(plain) && Number(plain) <= 100_000 ? Number(plain) : null;
};
