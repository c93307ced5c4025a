import { useSignal } from "@preact/signals";
import { useEffect, useId, useLayoutEffect, useRef } from "preact/hooks";
import { createPalette, overPage, type Command } from "../state/palette.ts";
import { ALERTS, hrefOf, LIST, parseRoute, SCENARIOS, SITES } from "../state/route.ts";
import type { StaffMe } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ME, setUpFor, WORK } from "./areas.ts";
import { useConsole, useModel } from "./console-context.ts";
import { Icon } from "./icon.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { useShortcut } from "./use-shortcut.ts";

const words = text.palette;

/** What else is made, by who may make it. */
const made = (role: StaffMe["role"]): Command[] => [
  {
    id: "new scenario",
    group: "act",
    label: text.scenarios.create,
    go: { href: hrefOf({ ...SCENARIOS, creating: true }) },
  },
  {
    id: "new preset",
    group: "act",
    label: text.presets.create,
    go: { href: hrefOf({ name: "presets", creating: true }) },
  },
  { id: "new key", group: "act", label: text.keys.create, go: { href: hrefOf({ name: "keys", creating: true }) } },
  ...(role === "ADMIN"
    ? [
        {
          id: "new site",
          group: "act" as const,
          label: text.sites.create,
          go: { href: hrefOf({ ...SITES, creating: true }) },
        },
      ]
    : []),
];

const fixedFor = (me: StaffMe, signOut: () => void): Command[] => [
  ...[...WORK, ...setUpFor(me.role), ME].map(({ label, href }): Command => ({
    id: `area ${href}`,
    group: "area",
    label,
    go: { href },
  })),
  { id: "new", group: "act", label: words.newInvitation, go: { href: hrefOf({ ...LIST, creating: true }) } },
  { id: "upload", group: "act", label: words.upload, go: { href: hrefOf({ name: "upload" }) } },
  { id: "alerts", group: "act", label: words.alerts, go: { href: hrefOf(ALERTS) } },
  { id: "stuck", group: "act", label: words.stuck, go: { href: hrefOf({ ...LIST, state: "stuck" }) } },
  { id: "exhausted", group: "act", label: words.exhausted, go: { href: hrefOf({ ...LIST, state: "exhausted" }) } },
  { id: "export", group: "act", label: words.takeExport, go: { href: hrefOf({ name: "export", filter: {} }) } },
  ...made(me.role),
  { id: "shortcuts", group: "act", label: words.shortcuts, go: { act: () => void (overPage.value = "shortcuts") } },
  { id: "sign-out", group: "act", label: words.signOut, go: { act: signOut } },
];

/**
 * A combobox with a list below it (ARIA APG, "Editable Combobox With List Autocomplete"): the focus stays in the field, the chosen
 * option is told by aria-activedescendant. A native modal dialog gives the focus back to where it was.
 */
const Open = ({ me }: { me: StaffMe }) => {
  const { api, signOut, router } = useConsole();
  const palette = useModel(
    () =>
      createPalette(
        api,
        fixedFor(me, () => void signOut.run()),
        {
          unlabelled: text.list.unlabelled,
          unnamed: text.me.unnamed,
          newFromPreset: words.newFromPreset,
          ofScenario: words.ofScenario,
        },
      ),
    "palette",
  );
  const dialog = useRef<HTMLDialogElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const active = useSignal(0);
  const id = useId();
  useLayoutEffect(() => dialog.current?.showModal(), []);
  useEffect(() => () => dialog.current?.close(), []);
  const commands = palette.commands.value;
  const at = Math.min(active.value, Math.max(0, commands.length - 1));
  useEffect(() => list.current?.querySelector(`[data-at="${at}"]`)?.scrollIntoView({ block: "nearest" }), [at]);
  const close = (): void => void (overPage.value = null);
  const run = (command: Command | undefined): void => {
    if (command === undefined) return;
    close();
    if ("act" in command.go) return command.go.act();
    const { pathname, search } = new URL(command.go.href, location.origin);
    const to = parseRoute(pathname, search);
    if (to.name !== "unknown") router.go(to);
  };
  const move = (to: number): void => {
    if (commands.length > 0) active.value = (to + commands.length) % commands.length;
  };
  const q = palette.q.value.trim();
  const said = palette.failed.value
    ? words.failed
    : palette.searching.value
      ? words.searching
      : commands.length === 0
        ? words.none(q)
        : words.count(commands.length);
  return (
    <dialog
      ref={dialog}
      class="palette"
      aria-label={words.title}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
      onMouseDown={(event) => {
        if (event.target === event.currentTarget) close();
      }}
    >
      <div class="palette-field">
        <Icon name="search" />
        <input
          class="palette-input"
          role="combobox"
          aria-expanded="true"
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={commands.length === 0 ? undefined : `${id}-${at}`}
          aria-label={words.label}
          placeholder={words.placeholder}
          autoComplete="off"
          spellcheck={false}
          autoFocus
          value={palette.q.value}
          onInput={(event) => {
            active.value = 0;
            palette.type(event.currentTarget.value);
          }}
          onKeyDown={(event) => {
            // Enter and arrows that choose among an input method's own proposals are not ours.
            if (event.isComposing) return;
            if (event.key === "ArrowDown") move(at + 1);
            else if (event.key === "ArrowUp") move(at - 1);
            else if (event.key === "Enter") run(commands[at]);
            else return;
            event.preventDefault();
          }}
        />
      </div>
      <div ref={list} id={`${id}-list`} role="listbox" aria-label={words.results} class="palette-list">
        {commands.map((command, place) => (
          <div
            key={command.id}
            id={`${id}-${place}`}
            role="option"
            data-at={place}
            aria-selected={place === at}
            tabIndex={-1}
            // The focus stays in the field.
            onMouseDown={(event) => event.preventDefault()}
            onMouseMove={() => void (active.value = place)}
            onClick={() => run(command)}
          >
            <span class="palette-group">{words.groups[command.group]}</span>
            <span class="palette-label">{command.label}</span>
            {command.hint !== undefined && command.hint !== "" && <span class="soft small">{command.hint}</span>}
          </div>
        ))}
      </div>
      <p class="palette-foot small soft">
        <span role="status">{said}</span>
        <span>{words.keys}</span>
      </p>
    </dialog>
  );
};

/** Ctrl or Cmd + K from anywhere, also while one types; "?" for the list of keys. Neither opens over a sheet that is being filled in. */
export const Palette = ({ me }: { me: StaffMe }) => {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.altKey || event.shiftKey)
        return;
      const open = overPage.peek();
      if (open === null && document.querySelector("dialog[open]") !== null) return;
      event.preventDefault();
      overPage.value = open === "palette" ? null : "palette";
    };
    document.addEventListener("keydown", onKey);
    return () => {
      document.removeEventListener("keydown", onKey);
      overPage.value = null;
    };
  }, []);
  useShortcut("?", () => void (overPage.value = "shortcuts"));
  if (overPage.value === "palette") return <Open me={me} />;
  if (overPage.value === "shortcuts") return <Shortcuts onClose={() => void (overPage.value = null)} />;
  return null;
};
