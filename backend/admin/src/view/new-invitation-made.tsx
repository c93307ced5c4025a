import { useEffect, useRef } from "preact/hooks";
import type { NewInvitation } from "../state/new-invitation.ts";
import { hrefOf } from "../state/route.ts";
import type { StaffInvitationWithLink } from "../state/types.ts";
import { now } from "../state/clock.ts";
import { text } from "../text/en.ts";
import { formatDay } from "../text/time.ts";
import { useMe } from "./console-context.ts";
import { InvitationLink } from "./invitation-link.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

type Props = { model: NewInvitation; made: StaffInvitationWithLink; onDone: () => void };

/** The link to hand over, and the way to the next one. */
export const NewInvitationMade = ({ model, made, onDone }: Props) => {
  const words = useRef<HTMLParagraphElement>(null);
  const { mail } = useMe();
  useEffect(() => words.current?.focus(), []);
  return (
    <>
      <div class="sheet-body">
        <p ref={words} tabIndex={-1} class="made-words">
          {text.create.made(made.label)}
        </p>
        <InvitationLink link={made.link} group={made.claimMode === "SHARED"} primary />
        <dl class="pairs">
          <dt>{text.invitation.detail.scenario}</dt>
          <dd>{made.scenario?.name ?? text.list.invitees}</dd>
          <dt>{text.invitation.usageRow.preset}</dt>
          <dd>{text.create.madeQuota(made.quotaLabel, made.quota.aboutExchanges)}</dd>
          <dt>{text.invitation.fact.expires}</dt>
          <dd>{formatDay(made.expiresAt, now.value)}</dd>
        </dl>
        {made.email !== null && (
          <div class="row wrap">
            <button
              type="button"
              class="button"
              disabled={model.send.running.value || model.sent.value}
              onClick={() => void model.send.run()}
            >
              {model.send.running.value ? text.createMail.sending : text.createMail.send(made.email)}
            </button>
            <span role="status" class="small soft">
              {model.sent.value ? text.createMail.sent(made.email, mail) : ""}
            </span>
          </div>
        )}
        <ProblemNotice title={text.createMail.sendFailed} problem={model.send.problem.value} />
      </div>
      <footer>
        <a class="button quiet" href={hrefOf({ name: "invitation", id: made.id })}>
          {text.create.open}
        </a>
        <span class="push row">
          <button type="button" class="button" onClick={onDone}>
            {text.create.done}
          </button>
          <button type="button" class="button primary" onClick={model.startAnother}>
            {text.create.another}
          </button>
        </span>
      </footer>
    </>
  );
};
