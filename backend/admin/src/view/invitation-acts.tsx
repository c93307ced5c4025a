import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import type { Action } from "../state/action.ts";
import { now } from "../state/clock.ts";
import { extendedExpiry, type InvitationPage } from "../state/invitation-page.ts";
import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
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

export const TopUp = ({ page, onDone }: Props) => {
  const typed = useSignal("");
  const id = useId();
  const { presets } = page;
  useEffect(() => void presets.load(), []);
  const add = async (tokens: number): Promise<void> => {
    if (await page.topUp.run(tokens)) onDone();
  };
  const amount = wholeNumber(typed.value);
  const wrong = typed.value !== "" && amount === null;
  const offered = presets.state.value;
  return (
    <>
      {offered.at === "failed" && <p class="hint">{text.topUp.presetsFailed}</p>}
      <div class="row wrap">
        {offered.at === "ready" &&
          offered.value.map((preset) => (
            <button
              key={preset.id}
              type="button"
              class="button tall"
              disabled={page.topUp.running.value}
              onClick={() => void add(preset.quota.tokens)}
            >
              <span>
                {preset.label} <span class="hint">+{formatNumber(preset.quota.tokens)}</span>
              </span>
            </button>
          ))}
      </div>
      <form
        class="field"
        onSubmit={(event) => {
          event.preventDefault();
          if (amount !== null) void add(amount);
        }}
      >
        <label for={id}>{text.topUp.own}</label>
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
          <button type="submit" class="button" disabled={amount === null || page.topUp.running.value}>
            {page.topUp.running.value ? text.topUp.adding : text.topUp.add}
          </button>
        </div>
        <p id={`${id}-hint`} class="hint bad">
          {wrong ? text.topUp.wrong : ""}
        </p>
      </form>
      <ProblemNotice title={text.topUp.failed} problem={page.topUp.problem.value} />
    </>
  );
};

type ConfirmProps = {
  words: { detail: string; confirm: string; running: string; failed: string };
  action: Action<[]>;
  bad?: boolean;
  onDone: () => void;
  onCancel: () => void;
};

/** Says what will happen, then does it. "Cancel" has the focus first: Enter alone changes nothing. */
export const Confirm = ({ words, action, bad = false, onDone, onCancel }: ConfirmProps) => (
  <>
    <p class="act-words">{words.detail}</p>
    <div class="row wrap">
      <button type="button" class="button" data-first onClick={onCancel}>
        {text.cancel}
      </button>
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
