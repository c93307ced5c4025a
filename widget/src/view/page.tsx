import type { ComponentChildren } from "preact";
import { FrameButtons } from "./bar.tsx";

type Props = { eyebrow?: string; title: string; children?: ComponentChildren; foot?: ComponentChildren };

/** A quiet page outside the scene: preview, stepped out, and everything that has to be explained. */
export const Page = ({ eyebrow, title, children, foot }: Props) => (
  <>
    <div class="page" tabIndex={0} role="group" aria-label={title}>
      <div class="page-top">
        <p class="eyebrow">{eyebrow}</p>
        <FrameButtons />
      </div>
      <h2 class="title">{title}</h2>
      {children}
    </div>
    {foot && <div class="foot page-foot">{foot}</div>}
  </>
);
