import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Action } from "../state/action.ts";
import { text } from "../text/en.ts";
import { ProblemNotice } from "./problem-notice.tsx";

/** What an act's button opens, in place: the focus goes in, Escape closes it and gives the focus back. */
export const ActPanel = ({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}) => {
  const name = useId();
  const panel = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => (panel.current?.querySelector<HTMLElement>("[data-first]") ?? heading.current)?.focus(), []);
  return (
    <section
      ref={panel}
      class="act-panel"
      aria-labelledby={name}
      onKeyDown={(event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      }}
    >
      <h2 ref={heading} id={name} tabIndex={-1}>
        {title}
      </h2>
      {children}
    </section>
  );
};

type ConfirmProps = {
  words: { confirm: string; running: string; failed: string };
  action: Action<[]>;
  bad?: boolean;
  /** what may be meant in its stead */
  instead?: { label: string; act: () => void };
  onDone: () => void;
  onCancel: () => void;
  /** what will happen */
  children: ComponentChildren;
};

/** Says what will happen, then does it. "Cancel" has the focus first: Enter alone changes nothing. */
export const Confirm = ({ words, action, bad = false, instead, onDone, onCancel, children }: ConfirmProps) => (
  <>
    {children}
    <div class="row wrap">
      <button type="button" class="button" data-first onClick={onCancel}>
        {text.cancel}
      </button>
      {instead !== undefined && (
        <button type="button" class="button" onClick={instead.act}>
          {instead.label}
        </button>
      )}
      <button
        type="button"
        class={`button ${bad ? "danger" : "primary"}`}
        disabled={action.running.value}
        onClick={async () => {
          if (await action.run()) onDone();
        }}
      >
        {action.running.value ? words.running : words.confirm}
      </button>
    </div>
    <ProblemNotice title={words.failed} problem={action.problem.value} />
  </>
);
