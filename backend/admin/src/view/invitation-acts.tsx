import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Action } from "../state/action.ts";
import { now } from "../state/clock.ts";
import { extendedExpiry, type InvitationPage } from "../state/invitation-page.ts";
import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ProblemNotice } from "./problem-notice.tsx";

type Props = { page: InvitationPage; invitation: StaffInvitation; onDone: () => void };
const wholeNumber = (typed: string): number | null => (/^[1-9]\d{0,11}$/.test(typed.trim()) ? Number(typed) : null);

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

export const Extend = ({ page, invitation, onDone }: Props) => (
  <>
    <div class="row wrap">
      {text.extendDays.map((days, index) => (
        <button
          key={days}
          type="button"
          class="button tall"
          data-first={index === 0 ? "" : undefined}
          disabled={page.extend.running.value}
          onClick={async () => {
            if (await page.extend.run(days)) onDone();
          }}
        >
          <span>
            {text.extend.day(days)}{" "}
            <span class="hint">{text.extend.until(extendedExpiry(invitation, days, now.value), now.value)}</span>
          </span>
        </button>
      ))}
    </div>
    <ProblemNotice title={text.extend.failed} problem={page.extend.problem.value} />
  </>
);

/** A preset fills the field; nothing is booked before "Add". */
export const TopUp = ({ page, invitation, onDone }: Props) => {
  const typed = useSignal("");
  const id = useId();
  const { presets } = page;
  useEffect(() => void presets.load(), []);
  const amount = wholeNumber(typed.value);
  const wrong = typed.value !== "" && amount === null;
  const offered = presets.state.value;
  const add = async (): Promise<void> => {
    if (amount !== null && (await page.topUp.run(amount))) onDone();
  };
  return (
    <form
      class="top-up"
      onSubmit={(event) => {
        event.preventDefault();
        void add();
      }}
    >
      {offered.at === "failed" && <p class="hint">{text.topUp.presetsFailed}</p>}
      {offered.at === "ready" && (
        <div class="row wrap" role="group" aria-label={text.topUp.presets}>
          {offered.value.map((preset) => (
            <button
              key={preset.id}
              type="button"
              class="button tall"
              aria-pressed={amount === preset.quota.tokens}
              onClick={() => void (typed.value = String(preset.quota.tokens))}
            >
              <span>
                {preset.label} <span class="hint">{text.tokens(preset.quota.tokens)}</span>
              </span>
            </button>
          ))}
        </div>
      )}
      <div class="field">
        <label for={id}>{text.topUp.amount}</label>
        <div class="row">
          <input
            id={id}
            class="field-input short"
            inputMode="numeric"
            autoComplete="off"
            aria-invalid={wrong}
            aria-describedby={`${id}-hint`}
            value={typed.value}
            onInput={(event) => void (typed.value = event.currentTarget.value)}
          />
          <button type="submit" class="button primary" disabled={amount === null || page.topUp.running.value}>
            {page.topUp.running.value ? text.topUp.adding : text.topUp.add}
          </button>
        </div>
        <p id={`${id}-hint`} role="status" class={`hint ${wrong ? "bad" : ""}`}>
          {wrong ? text.topUp.wrong : amount === null ? "" : text.topUp.sum(amount, invitation.quota)}
        </p>
      </div>
      <ProblemNotice title={text.topUp.failed} problem={page.topUp.problem.value} />
    </form>
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
