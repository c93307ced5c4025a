import { now } from "../state/clock.ts";
import type { InvitationPage } from "../state/invitation-page.ts";
import { hrefOf, LIST } from "../state/route.ts";
import type { StaffInvitationWithLink } from "../state/types.ts";
import { whoCameIn } from "../state/who-came-in.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useMe } from "./console-context.ts";
import { InvitationLink } from "./invitation-link.tsx";
import { WhoItIs } from "./invitee.tsx";
import { Moment } from "./moment.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import { UsageMeter } from "./usage-meter.tsx";

const { fact, detail, usageRow } = text.invitation;
const words = text.invitationMail;

const When = ({ at }: { at: string | null }) =>
  at === null ? <span class="soft">{text.invitation.never}</span> : <Moment at={at} how="day-and-clock" />;

export const InvitationFacts = ({ invitation }: { invitation: StaffInvitationWithLink }) => (
  <dl class="facts" aria-label={text.invitation.facts}>
    <div>
      <dt>{fact.exchanges}</dt>
      <dd>
        <UsageMeter invitation={invitation} />
      </dd>
    </div>
    {invitation.claimMode === "SINGLE" && (
      <WhoItIs
        invitee={invitation.invitee}
        nobody={invitation.claimedAt === null ? text.invitee.nobody : text.invitee.gone}
      />
    )}
    <div>
      <dt>{fact.made}</dt>
      <dd>
        <When at={invitation.createdAt} />
      </dd>
    </div>
    <div>
      <dt>{fact.opened}</dt>
      <dd>
        <When at={invitation.openedAt} />
      </dd>
    </div>
    <div>
      <dt>{fact.claimed}</dt>
      <dd>
        {invitation.claimMode === "SHARED" ? (
          text.invitation.people(invitation.claimCount)
        ) : (
          <When at={invitation.claimedAt} />
        )}
      </dd>
    </div>
    <div>
      <dt>{invitation.revokedAt === null ? fact.expires : fact.revoked}</dt>
      <dd>
        <When at={invitation.revokedAt ?? invitation.expiresAt} />
        {invitation.revokedAt === null && <span class="soft"> {text.until(invitation.expiresAt, now.value)}</span>}
      </dd>
    </div>
  </dl>
);

const Usage = ({ invitation }: { invitation: StaffInvitationWithLink }) => {
  const { quota } = invitation;
  return (
    <section>
      <h2>{text.invitation.usage}</h2>
      <dl class="pairs">
        <dt>{usageRow.preset}</dt>
        <dd>{invitation.quotaLabel}</dd>
        <dt>{usageRow.used}</dt>
        <dd>{formatNumber(quota.used)}</dd>
        <dt>{usageRow.reserved}</dt>
        <dd>{formatNumber(quota.reserved)}</dd>
        <dt class="sum">{usageRow.left(quota.tokens)}</dt>
        <dd class="sum">{formatNumber(quota.remaining)}</dd>
      </dl>
      {invitation.revokedAt === null && <p class="hint">{text.invitation.usageHint(quota.aboutExchanges)}</p>}
    </section>
  );
};

const Details = ({ invitation }: { invitation: StaffInvitationWithLink }) => (
  <section>
    <h2>{text.invitation.details}</h2>
    <dl class="pairs">
      <dt>{detail.who}</dt>
      <dd>
        {invitation.claimMode === "SHARED"
          ? text.invitation.group(invitation.claimCount, invitation.maxClaims)
          : text.invitation.one}
      </dd>
      <dt>{detail.site}</dt>
      <dd>{invitation.site?.name ?? text.invitation.noSite}</dd>
      {invitation.externalRef !== null && (
        <>
          <dt>{detail.reference}</dt>
          <dd class="mono">{invitation.externalRef}</dd>
        </>
      )}
      {invitation.cohort !== null && (
        <>
          <dt>{text.invitationMail.cohort}</dt>
          <dd>
            <a href={hrefOf({ ...LIST, cohort: invitation.cohort })}>{invitation.cohort}</a>
          </dd>
        </>
      )}
      <dt>{detail.id}</dt>
      <dd class="mono">{invitation.id}</dd>
    </dl>
  </section>
);

/** Where its link is sent; what was sent when; and the next mail, the link itself or a reminder. */
const Mail = ({ invitation, page }: { invitation: StaffInvitationWithLink; page: InvitationPage }) => {
  const { email, mailQueuedAt, mailedAt, reminderCount } = invitation;
  const { mail } = useMe();
  if (email === null) return null;
  const kind = mailQueuedAt === null ? "send" : "remind";
  const waits = mailQueuedAt !== null && mailedAt === null;
  return (
    <section>
      <h2>{words.row}</h2>
      <p>
        {email}
        {mailedAt !== null && <span class="soft"> {words.mailed(mailedAt, now.value)}</span>}
        {waits && <span class="soft"> {words.queued(mailQueuedAt, now.value)}</span>}
        {reminderCount > 0 && <span class="soft">, {words.reminded(reminderCount)}</span>}
      </p>
      {waits ? (
        <p class="hint">{words.waits[mail]}</p>
      ) : (
        <p>
          <button
            type="button"
            class="button"
            disabled={page.mail.running.value}
            onClick={() => void page.mail.run(kind)}
          >
            {page.mail.running.value ? words.running : words[kind]}
          </button>
        </p>
      )}
      <ProblemNotice title={words.failed} problem={page.mail.problem.value} />
    </section>
  );
};

export const InvitationRail = ({ invitation, page }: { invitation: StaffInvitationWithLink; page: InvitationPage }) => (
  <aside class="rail">
    <section>
      <h2>{text.link.label}</h2>
      {invitation.revokedAt === null ? (
        <InvitationLink link={invitation.link} group={invitation.claimMode === "SHARED"} />
      ) : (
        <p class="soft">{text.link.revoked[whoCameIn(invitation)]}</p>
      )}
    </section>
    <Mail invitation={invitation} page={page} />
    <Usage invitation={invitation} />
    <Details invitation={invitation} />
  </aside>
);
