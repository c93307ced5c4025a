import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { text } from "../text/en.ts";
import { useConsole } from "./console-context.ts";
import { Icon } from "./icon.tsx";

type PageProps = {
  title: string;
  /** above the title: where this page belongs */
  crumb?: { href: string; label: string };
  beside?: ComponentChildren;
  sub?: ComponentChildren;
  actions?: ComponentChildren;
  /** something within takes the focus, not the heading */
  focusWithin?: boolean;
  children: ComponentChildren;
};

/** A screen: its one heading takes the focus when it was gone to, so that a screen reader says where one is. */
export const Page = ({ title, crumb, beside, sub, actions, focusWithin = false, children }: PageProps) => {
  const { router } = useConsole();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (router.moves.peek() > 0 && !focusWithin) heading.current?.focus({ preventScroll: true });
  }, []);
  useEffect(() => void (document.title = text.title(title)), [title]);
  return (
    <>
      {crumb && (
        <nav class="crumb" aria-label={text.invitation.crumbs}>
          <a href={crumb.href}>{crumb.label}</a>
          <Icon name="chevron" />
          <span aria-current="page">{title}</span>
        </nav>
      )}
      <div class="head">
        <div class="head-words">
          <h1 ref={heading} tabIndex={-1}>
            {title}
          </h1>
          {beside}
          {sub && <p class="soft">{sub}</p>}
        </div>
        {actions}
      </div>
      {children}
    </>
  );
};
