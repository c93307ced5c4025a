import { plural } from "./plural.ts";
import { formatNumber } from "./time.ts";

const tokens = (count: number): string => `${formatNumber(count)} tokens`;
const money = (amount: number, currency: string): string =>
  new Intl.NumberFormat("en-GB", {
    style: "currency",
    currency,
    maximumSignificantDigits: amount < 1 ? 2 : 3,
  }).format(amount);

export const presetWords = {
  title: "Quota presets",
  intro:
    "What an invitation may spend, by a name. A change holds for new invitations; those that were made keep theirs.",
  failed: "The quota presets could not be loaded",
  emptyTitle: "No presets yet",
  empty: "Without one, each invitation has to be given its tokens.",
  isDefault: "Default",
  tokens,
  create: "New preset",
  created: (label: string) => `“${label}” is a preset now.`,
  changed: (label: string) => `“${label}” was changed.`,
  deleted: (label: string) => `“${label}” was deleted.`,
  madeDefault: (label: string) => `“${label}” is taken now where no preset is named.`,
  ordered: "The order was changed.",
  edit: "Change",
  editNamed: (label: string) => `Change ${label}`,
  makeDefault: "Make default",
  makeDefaultNamed: (label: string) => `Make default: ${label}`,
  remove: "Delete",
  removeNamed: (label: string) => `Delete ${label}`,
  removeTitle: (label: string) => `Delete “${label}”?`,
  removeDetail: "No invitation was made by it. Scripts that name it are refused from now on.",
  removing: "Deleting …",
  removeFailed: "It was not deleted",
  usedHint: "Invitations were made by it: it stays.",
  up: (label: string) => `${label}: one up`,
  down: (label: string) => `${label}: one down`,
  actFailed: "It was not changed",
  form: {
    newTitle: "A new preset",
    editTitle: (label: string) => `Change “${label}”`,
    label: "Label",
    labelHint: "What staff and invitees read.",
    name: "Name",
    nameHint: "What scripts call it. It stays.",
    description: "Description",
    descriptionHint: "For whoever chooses among presets.",
    tokens: "Tokens",
    tokensHint: "From 1,000 on. Input counts as caches are priced.",
    submitNew: "Make the preset",
    submitEdit: "Save",
    submitting: "Saving …",
    failed: "It was not saved",
  },
  estimate: {
    failed: "No estimate just now",
    used: (exchanges: number) => `about ${plural(exchanges, "exchange", "exchanges")}`,
    usedFrom: (each: number, exchanges: number, sessions: number) =>
      `as ${sessions === 1 ? "the last session" : `the last ${formatNumber(sessions)} sessions`} went: ${formatNumber(each)} tokens an exchange, over ${formatNumber(exchanges)}`,
    unused: "Nobody has talked yet: by the prompts alone.",
    byPrompts: (least: number, most: number) =>
      least === most
        ? `by the prompts: ${plural(most, "exchange", "exchanges")}`
        : `by the prompts: ${formatNumber(least)} to ${plural(most, "exchange", "exchanges")}, by scenario`,
    cost: (amount: number, currency: string) => `about ${money(amount, currency)}, an estimate`,
    unpriced: (models: string[]) => `without ${models.join(", ")}: no price in that currency`,
    noCost: "No cost: set prices below.",
  },
  prices: {
    title: "Prices of models",
    hint: "For a million tokens. They make estimates, and no bill: what the model’s provider charges is what it charges.",
    model: "Model",
    input: "Input",
    output: "Output",
    currency: "Currency",
    perMillion: (input: number, output: number, currency: string) =>
      `${money(input, currency)} in, ${money(output, currency)} out`,
    none: "No prices are set.",
    set: "Set the price",
    setting: "Setting …",
    setFailed: "The price was not set",
    wrong: "A number from 0 on, such as 0.80.",
    wrongCurrency: "Three capitals, such as USD.",
    remove: "Remove",
    removeNamed: (model: string) => `Remove the price of ${model}`,
    removeFailed: "The price was not removed",
    done: "The prices were changed.",
    forAdmins: "Prices are set by admins.",
    failed: "The prices could not be loaded",
  },
};
