import { now } from "../state/clock.ts";
import type { StaffInvitationWithLink } from "../state/types.ts";
import { whoCameIn } from "../state/who-came-in.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { InvitationLink } from "./invitation-link.tsx";
import { Moment } from "./moment.tsx";
import { UsageMeter } from "./usage-meter.tsx";

const { fact, detail, usageRow } = text.invitation;

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
        <When at={invitation.claimedAt} />
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
      <dt>{detail.id}</dt>
      <dd class="mono">{invitation.id}</dd>
    </dl>
  </section>
);

export const InvitationRail = ({ invitation }: { invitation: StaffInvitationWithLink }) => (
  <aside class="rail">
    <section>
      <h2>{text.link.label}</h2>
      {invitation.revokedAt === null ? (
        <InvitationLink link={invitation.link} group={invitation.claimMode === "SHARED"} />
      ) : (
        <p class="soft">{text.link.revoked[whoCameIn(invitation)]}</p>
      )}
    </section>
    <Usage invitation={invitation} />
    <Details invitation={invitation} />
  </aside>
);
