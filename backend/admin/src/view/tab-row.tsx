import type { ComponentChildren } from "preact";
import { useCurrentInSight } from "./use-current-in-sight.ts";

/** Links that narrow a page, or lead to its parts. On a phone they are pushed sideways: the one that holds stays in sight. */
export const TabRow = ({ label, children }: { label: string; children: ComponentChildren }) => (
  <nav ref={useCurrentInSight<HTMLElement>()} class="tabs" aria-label={label}>
    {children}
  </nav>
);
