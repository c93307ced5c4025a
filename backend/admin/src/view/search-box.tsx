import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { Icon } from "./icon.tsx";
import { useShortcut } from "./use-shortcut.ts";

const TYPING_MS = 250;
type Props = { value: string; label: string; placeholder: string; onSearch: (q: string) => void };

/** Searches while one types, with a breath between. "/" goes into it. */
export const SearchBox = ({ value, label, placeholder, onSearch }: Props) => {
  const typed = useSignal(value);
  const input = useRef<HTMLInputElement>(null);
  useShortcut("/", () => input.current?.focus());
  // Back, forward and "show all" change the address under the box.
  useEffect(() => void (typed.value = value), [value]);
  useEffect(() => {
    if (typed.value.trim() === value) return;
    const timer = setTimeout(() => onSearch(typed.value.trim()), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed.value]);
  return (
    <form role="search" class="search" onSubmit={(event) => event.preventDefault()}>
      <Icon name="search" />
      <input
        ref={input}
        type="search"
        class="field-input"
        placeholder={placeholder}
        aria-label={label}
        value={typed.value}
        onInput={(event) => void (typed.value = event.currentTarget.value)}
      />
      <kbd aria-hidden="true">/</kbd>
    </form>
  );
};
