import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import { now } from "../state/clock.ts";
import { extendedExpiry, type InvitationPage } from "../state/invitation-page.ts";
import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ProblemNotice } from "./problem-notice.tsx";

type Props = { page: InvitationPage; invitation: StaffInvitation; onDone: () => void };
const wholeNumber = (typed: string): number | null => (/^[1-9]\d{0,11}$/.test(typed.trim()) ? Number(typed) : null);

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
