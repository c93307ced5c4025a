import { computed, signal, type ReadonlySignal, type Signal } from "@preact/signals";
import type { ConsoleApi } from "../api/console-api.ts";
import type { ScenarioDetail } from "../api/protocol.ts";
import { createAction, type Action } from "./action.ts";

type Form = { name: string; slug: string; from: string };
export type NewScenario = {
  form: Signal<Form>;
  setName: (name: string) => void;
  setSlug: (slug: string) => void;
  sendable: ReadonlySignal<boolean>;
  create: Action<[]>;
};

/** A name as a slug: letters without their marks, digits, single hyphens. */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 80)
    .replace(/-+$/, "");
export const isSlug = (slug: string): boolean => /^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(slug) && slug.length >= 2;

export const createNewScenario = (
  api: ConsoleApi,
  from: string,
  onMade: (made: ScenarioDetail) => void,
): NewScenario => {
  const form = signal<Form>({ name: "", slug: "", from });
  // The slug follows the name until somebody says another.
  let isOwn = false;
  return {
    form,
    setName: (name) =>
      void (form.value = { ...form.peek(), name, ...(isOwn ? {} : { slug: slugOf(name.replaceAll("’", "")) }) }),
    setSlug: (slug) => {
      isOwn = slug !== "";
      form.value = { ...form.peek(), slug };
    },
    sendable: computed(() => form.value.name.trim() !== "" && isSlug(form.value.slug)),
    create: createAction(async () => {
      const { name, slug, from: source } = form.peek();
      onMade(await api.createScenario({ name: name.trim(), slug, ...(source === "" ? {} : { from: source }) }));
    }),
  };
};
