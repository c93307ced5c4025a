import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { now } from "../state/clock.ts";
import { isLive } from "../state/group-invitations.ts";
import { createInvitationPage, type Done, type InvitationPage } from "../state/invitation-page.ts";
import { hrefOf, LIST } from "../state/route.ts";
import type { StaffInvitationWithLink } from "../state/types.ts";
import { whoCameIn } from "../state/who-came-in.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { Extend, TopUp } from "./invitation-acts.tsx";
import { DetailsForm } from "./invitation-details-form.tsx";
import { InvitationFacts, InvitationRail } from "./invitation-facts.tsx";
import { GroupPeople } from "./invitee.tsx";
import { InvitationScenario } from "./invitation-scenario.tsx";
import { InvitationState } from "./invitation-state.tsx";
import { Journey } from "./journey.tsx";
import { LoadMore } from "./load-more.tsx";
import { Page } from "./page.tsx";
import { EmptyPanel, FailedPanel } from "./problem-notice.tsx";
import { SessionTable } from "./session-table.tsx";
import { needsWords, StateNotice } from "./state-notice.tsx";
import { SkeletonRows } from "./skeleton.tsx";
import { useShortcut } from "./use-shortcut.ts";
import { WayOnPanel } from "./way-on-panel.tsx";

type Act = "let-on" | "edit" | "extend" | "top-up" | "reissue" | "sign-out" | "revoke";
const crumb = { href: hrefOf(LIST), label: text.list.title };

const doneWords = (done: Done | null, mail: "sent" | "outbox"): string => {
  switch (done?.what) {
    case undefined:
      return "";
    case "extended":
      return text.done.extended(done.until, now.value);
    case "topped-up":
      return text.done["topped-up"](done.tokens);
    case "edited":
      return text.invitationMail.edit.done;
    case "let-on":
      return text.wayOn.done(done);
    case "signed-out":
      return done.somebody ? text.chosen.done["sign-out"](1) : text.invitationMail.nobodyIn;
    case "mailed":
      return done.why === null
        ? text.invitationMail[mail === "sent" ? "done" : "written"][done.kind]
        : text.invitationMail.notSent(text.chosen.why[done.why]);
    case "not-done":
      return text.invitationMail.notDone(text.chosen.why[done.why]);
    case "reissued":
    case "revoked":
      return text.done[done.what];
  }
};

const Sessions = ({ page }: { page: InvitationPage }) => {
  const loaded = page.sessions.loaded.value;
  return (
    <section aria-labelledby="sessions-of-it">
      <h2 id="sessions-of-it">{text.invitation.sessions}</h2>
      {loaded.at === "loading" && <SkeletonRows rows={2} />}
      {loaded.at === "failed" && (
        <FailedPanel
          title={text.invitation.sessionsFailed}
          problem={loaded.problem}
          onRetry={() => void page.sessions.load()}
        />
      )}
      {loaded.at === "ready" && loaded.value.items.length === 0 && (
        <p class="soft nothing">{text.invitation.noSessions}</p>
      )}
      {loaded.at === "ready" && loaded.value.items.length > 0 && (
        <>
          <SessionTable sessions={loaded.value.items} withInvitation={false} />
          {loaded.value.cursor !== null && (
            <LoadMore cursor={loaded.value.cursor} action={page.sessions.loadMore} end="" />
          )}
        </>
      )}
    </section>
  );
};

const Shown = ({ page, invitation }: { page: InvitationPage; invitation: StaffInvitationWithLink }) => {
  const open = useSignal<Act | null>(null);
  const buttons = useRef<Partial<Record<Act, HTMLButtonElement | null>>>({});
  const said = useRef<HTMLParagraphElement>(null);
  const revoked = invitation.state === "revoked";
  const close = (): void => {
    const act = open.peek();
    open.value = null;
    if (act !== null) buttons.current[act]?.focus();
  };
  // The button that was pressed goes with the right to press it: the focus moves to the one way back.
  const afterRevoking = (): void => {
    open.value = null;
    buttons.current.reissue?.focus();
  };
  const { mail } = useMe();
  const toggle = (act: Act): void => {
    for (const action of [page.letOn, page.edit, page.extend, page.topUp, page.reissue, page.signOut, page.revoke])
      action.clear();
    open.value = open.peek() === act ? null : act;
  };
  const offer = (act: Act): void => {
    if (!revoked || act === "reissue") toggle(act);
  };
  const letsOn = needsWords(invitation.state) && !revoked;
  // The button goes where nothing stands in the way any more.
  const afterLettingOn = (): void => {
    open.value = null;
    (buttons.current["let-on"] ?? said.current)?.focus();
  };
  useShortcut("g", () => (letsOn ? toggle("let-on") : undefined));
  useShortcut("e", () => offer("extend"));
  useShortcut("t", () => offer("top-up"));
  useShortcut("r", () => offer("reissue"));

  const button = (act: Act, label: string, key: string | null) => (
    <button
      type="button"
      ref={(element) => void (buttons.current[act] = element)}
      class={`button ${act === "revoke" ? "bad" : ""}`}
      aria-expanded={open.value === act}
      aria-keyshortcuts={key?.toLowerCase()}
      onClick={() => toggle(act)}
    >
      {label}
      {key !== null && <kbd aria-hidden="true">{key}</kbd>}
    </button>
  );
  const acts = { page, invitation, onDone: close };
  return (
    <Page
      title={invitation.label ?? text.list.unlabelled}
      crumb={crumb}
      sub={<InvitationScenario invitation={invitation} />}
      actions={
        <div class="head-actions" role="group" aria-label={text.invitation.actions}>
          {!revoked && button("extend", text.invitation.extend, "E")}
          {!revoked && button("top-up", text.invitation.topUp, "T")}
          {button("reissue", text.invitation.reissue, "R")}
          {button("edit", text.invitationMail.edit.open, null)}
          {button("sign-out", text.chosen.signOut, null)}
          {!revoked && button("revoke", text.invitation.revoke, null)}
        </div>
      }
    >
      <p
        ref={said}
        tabIndex={-1}
        role="status"
        class={page.done.value === null || page.done.value.what === "revoked" ? "unseen" : "done-line"}
      >
        {doneWords(page.done.value, mail)}
      </p>
      {open.value === "let-on" && (
        <WayOnPanel
          key="let-on"
          invitationId={invitation.id}
          give={page.letOn}
          onGiven={afterLettingOn}
          onClose={close}
        >
          {({ days, tokens }) =>
            tokens !== null ? (
              <button type="button" class="button" onClick={() => toggle("top-up")}>
                {text.wayOn.other.tokens}
              </button>
            ) : (
              days !== null && (
                <button type="button" class="button" onClick={() => toggle("extend")}>
                  {text.wayOn.other.days}
                </button>
              )
            )
          }
        </WayOnPanel>
      )}
      {open.value === "edit" && (
        <DetailsForm key="edit" page={page} invitation={invitation} onDone={close} onClose={close} />
      )}
      {open.value === "extend" && (
        <ActPanel key="extend" title={text.extend.title} onClose={close}>
          <Extend {...acts} />
        </ActPanel>
      )}
      {open.value === "top-up" && (
        <ActPanel key="top-up" title={text.topUp.title} onClose={close}>
          <TopUp {...acts} />
        </ActPanel>
      )}
      {open.value === "reissue" && (
        <ActPanel key="reissue" title={text.reissue.title} onClose={close}>
          <Confirm words={text.reissue} action={page.reissue} onDone={close} onCancel={close}>
            <p class="act-words">
              {invitation.claimMode === "SHARED" ? text.reissue.groupDetail : text.reissue.detail}
            </p>
          </Confirm>
        </ActPanel>
      )}
      {open.value === "sign-out" && (
        <ActPanel key="sign-out" title={text.chosen.signOutWords.title(1)} onClose={close}>
          <Confirm words={text.chosen.signOutWords} action={page.signOut} onDone={close} onCancel={close}>
            <p class="act-words">{text.chosen.signOutWords.detail}</p>
          </Confirm>
        </ActPanel>
      )}
      {open.value === "revoke" && (
        <ActPanel key="revoke" title={text.revoke.title} onClose={close}>
          <Confirm
            words={text.revoke}
            action={page.revoke}
            bad
            instead={{ label: text.revoke.reissue, act: () => toggle("reissue") }}
            onDone={afterRevoking}
            onCancel={close}
          >
            <p class="act-words">
              {text.revoke.detail} {text.revoke.reading[whoCameIn(invitation)]}
            </p>
            <p class="act-words">{text.revoke.leaked}</p>
          </Confirm>
        </ActPanel>
      )}
      {needsWords(invitation.state) ? (
        <StateNotice invitation={invitation} state={invitation.state}>
          {letsOn && button("let-on", text.wayOn.open, "G")}
        </StateNotice>
      ) : (
        <p class="state-line">
          <InvitationState invitation={invitation} />
        </p>
      )}
      <InvitationFacts invitation={invitation} />
      <div class="with-rail">
        <div class="stacked">
          <Sessions page={page} />
          {invitation.claimMode === "SHARED" && <GroupPeople invitationId={invitation.id} />}
          {invitation.claimMode === "SINGLE" && (
            <Journey invitationId={invitation.id} live={isLive(invitation, now.value)} done={page.done.value} />
          )}
        </div>
        <InvitationRail invitation={invitation} page={page} />
      </div>
    </Page>
  );
};

/** One invitation: its facts, its link, what staff can do about it, and what came of it. */
export const Invitation = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const page = useModel(() => createInvitationPage(api, id), id);
  const loaded = page.invitation.value;
  if (loaded.at === "ready") return <Shown page={page} invitation={loaded.value} />;
  if (loaded.at === "loading")
    return (
      <Page title={text.invitation.loadingTitle} crumb={crumb}>
        <SkeletonRows rows={6} />
      </Page>
    );
  if (loaded.problem.status === 404)
    return (
      <Page title={text.invitation.notFound} crumb={crumb}>
        <EmptyPanel>
          <p>{text.invitation.notFoundDetail}</p>
          <a class="button" href={hrefOf(LIST)}>
            {text.invitation.toList}
          </a>
        </EmptyPanel>
      </Page>
    );
  return (
    <Page title={text.invitation.loadingTitle} crumb={crumb}>
      <FailedPanel title={text.invitation.failed} problem={loaded.problem} onRetry={() => void page.load()} />
    </Page>
  );
};
