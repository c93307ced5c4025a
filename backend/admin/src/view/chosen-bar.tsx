import { useEffect, useRef } from "preact/hooks";
import { rememberForSheet, type ActKind, type Chosen, type ChosenDone } from "../state/chosen.ts";
import { hrefOf } from "../state/route.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { useMe } from "./console-context.ts";
import { InvitationLink } from "./invitation-link.tsx";
import { MailPreview } from "./mail-preview.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { useActs, type Acts } from "./use-acts.ts";
import { useShortcut } from "./use-shortcut.ts";

const words = text.chosen;

/** "Extended 3. 2 left out: revoked." */
export const doneWords = (done: ChosenDone | null, mail: "sent" | "outbox"): string => {
  if (done === null) return "";
  const reasons = [...new Set(done.skipped.map(({ why }) => why))];
  const skipped = reasons.map((why) =>
    words.skipped(done.skipped.filter((one) => one.why === why).length, words.why[why]),
  );
  const { act, done: count } = done;
  const isWritten = mail === "outbox" && (act === "send" || act === "remind");
  const did = isWritten ? words.written[act](count) : words.done[act](count);
  return [count === 0 ? words.none : did, ...skipped].join(" ");
};

const doneClass = (done: ChosenDone | null): string =>
  done === null ? "unseen" : done.done === 0 ? "done-line warn" : "done-line";

type Part = { chosen: Chosen; acts: Acts };
const Extend = ({ chosen, acts }: Part) => (
  <ActPanel title={words.extendTitle(chosen.count.value)} onClose={acts.close}>
    <div class="row wrap">
      {text.extendDays.map((days, place) => (
        <button
          key={days}
          type="button"
          class="button tall"
          data-first={place === 0 ? "" : undefined}
          disabled={chosen.act.running.value}
          onClick={async () => {
            if (await chosen.act.run({ act: "extend", days })) acts.close();
          }}
        >
          {text.extend.day(days)}
        </button>
      ))}
    </div>
    <p class="hint">{words.extendHint}</p>
    <ProblemNotice title={text.extend.failed} problem={chosen.act.problem.value} />
  </ActPanel>
);

const TopUp = ({ chosen, acts }: Part) => {
  const { presets } = chosen;
  useEffect(() => void presets.load(), []);
  const offered = presets.state.value;
  return (
    <ActPanel title={words.topUpTitle(chosen.count.value)} onClose={acts.close}>
      {offered.at === "failed" && <ProblemNotice title={text.topUp.presetsFailed} problem={offered.problem} />}
      {offered.at === "loading" && <p role="status">{text.loading}</p>}
      {offered.at === "ready" && (
        <div class="row wrap" role="group" aria-label={text.topUp.presets}>
          {offered.value.map((preset) => (
            <button
              key={preset.id}
              type="button"
              class="button tall"
              disabled={chosen.act.running.value}
              onClick={async () => {
                if (await chosen.act.run({ act: "top-up", tokens: preset.quota.tokens })) acts.close();
              }}
            >
              <span>
                {preset.label} <span class="hint">{text.tokens(preset.quota.tokens)}</span>
              </span>
            </button>
          ))}
        </div>
      )}
      <p class="hint">{words.topUpHint}</p>
      <ProblemNotice title={text.topUp.failed} problem={chosen.act.problem.value} />
    </ActPanel>
  );
};

const CONFIRMED = {
  "sign-out": words.signOutWords,
  send: words.sendWords,
  remind: words.remindWords,
  revoke: words.revokeWords,
} satisfies Partial<Record<ActKind, object>>;
type ConfirmedAct = keyof typeof CONFIRMED;
const Confirmed = ({ chosen, acts, act }: Part & { act: ConfirmedAct }) => {
  const said = CONFIRMED[act];
  return (
    <ActPanel title={said.title(chosen.count.value)} onClose={acts.close}>
      <Confirm
        words={said}
        action={{ ...chosen.act, run: () => chosen.act.run({ act }) }}
        bad={act === "revoke"}
        onDone={acts.close}
        onCancel={acts.close}
      >
        <p class="act-words">{said.detail}</p>
        {(act === "send" || act === "remind") && (
          <MailPreview kind={act === "send" ? "invitation" : "reminder"} ids={[...chosen.ids.peek()]} />
        )}
      </Confirm>
    </ActPanel>
  );
};

const Reissue = ({ chosen, acts }: Part) => {
  const made = chosen.reissued.value;
  return (
    <ActPanel key={made?.id ?? ""} title={made === null ? text.reissue.title : text.link.label} onClose={acts.close}>
      {made === null ? (
        <Confirm words={text.reissue} action={chosen.reissue} onDone={() => {}} onCancel={acts.close}>
          <p class="act-words">{text.reissue.detail}</p>
        </Confirm>
      ) : (
        <>
          <p role="status" class="done-line">
            {words.reissued}
          </p>
          <InvitationLink link={made.link} group={made.claimMode === "SHARED"} primary />
        </>
      )}
    </ActPanel>
  );
};

/**
 * What can be done to the chosen ones of the list: choosing, the act, and how much are three clicks. It stands below the list, so the
 * keyboard comes to it from the last row, and from any row by "A".
 */
export const ChosenBar = ({ chosen, shown }: { chosen: Chosen; shown: string[] }) => {
  const acts = useActs();
  const { mail } = useMe();
  const bar = useRef<HTMLElement>(null);
  const { value: count } = chosen.count;
  const part = { chosen, acts };
  useShortcut("a", () => bar.current?.querySelector<HTMLElement>(".chosen-acts button")?.focus());
  const opens = (act: string) =>
    acts.opens(act, () => {
      chosen.settle();
      chosen.act.clear();
      chosen.reissue.clear();
    });
  const button = (act: string, label: string, bad = false) => (
    <button class={`button ${bad ? "bad" : ""}`} {...opens(act)}>
      {label}
    </button>
  );
  return (
    <section ref={bar} class="chosen-bar" aria-label={words.bar}>
      <p ref={acts.home} role="status" tabIndex={-1} class={doneClass(chosen.done.value)}>
        {doneWords(chosen.done.value, mail)}
      </p>
      {acts.open === "extend" && <Extend {...part} />}
      {acts.open === "top-up" && <TopUp {...part} />}
      {acts.open === "reissue" && <Reissue {...part} />}
      {(acts.open === "sign-out" || acts.open === "send" || acts.open === "remind" || acts.open === "revoke") && (
        <Confirmed key={acts.open} {...part} act={acts.open} />
      )}
      <div class="chosen-acts row wrap" role="group" aria-label={words.count(count)}>
        <b class="chosen-count">{words.count(count)}</b>
        {button("extend", words.extend)}
        {button("top-up", words.topUp)}
        {count === 1 && button("reissue", words.reissue)}
        {button("sign-out", words.signOut)}
        {button("send", words.send)}
        {button("remind", words.remind)}
        {button("revoke", words.revoke, true)}
        <button
          type="button"
          class="button"
          disabled={chosen.links.running.value}
          onClick={() => void chosen.links.run()}
        >
          {chosen.links.running.value ? words.linksRunning : words.links}
        </button>
        <a class="button" href={hrefOf({ name: "qr-sheet" })} onClick={() => rememberForSheet(chosen.ids.peek())}>
          {words.sheet}
        </a>
        {count < shown.length && (
          <button type="button" class="button quiet" onClick={() => chosen.toggleAll(shown)}>
            {words.chooseShown}
          </button>
        )}
        <button type="button" class="button quiet" onClick={chosen.clear}>
          {words.clear}
        </button>
      </div>
      <ProblemNotice title={words.linksFailed} problem={chosen.links.problem.value} />
    </section>
  );
};
