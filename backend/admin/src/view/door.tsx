import type { ComponentChildren } from "preact";
import { text } from "../text/en.ts";
import { Mark } from "./icon.tsx";

/** What stands before the console: nobody is known to be signed in. `headed`: what it holds has a heading of its own. */
export const Door = ({ children, headed = false }: { children: ComponentChildren; headed?: boolean }) => {
  const Brand = headed ? "p" : "h1";
  return (
    <main class="door">
      <Brand class="brand">
        <Mark />
        <span>{text.product}</span>
      </Brand>
      {children}
    </main>
  );
};
