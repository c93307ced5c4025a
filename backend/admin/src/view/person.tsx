import { createPersonPage, grantsFor, isErasable, type PersonPage } from "../state/person-page.ts";
import { hrefOf, PEOPLE } from "../state/route.ts";
import type { StaffUserDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { formatNumber } from "../text/time.ts";
import { useConsole, useMe, useModel } from "./console-context.ts";
import { DoneLine } from "./done-line.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { Page } from "./page.tsx";
import { ErasePerson } from "./person-erase.tsx";
import { ChangeRole } from "./person-role.tsx";
import { PersonRail } from "./person-rail.tsx";
import { Consents, Invitations, Merges } from "./person-sections.tsx";
import { EmptyPanel } from "./problem-notice.tsx";
import { useActs } from "./use-acts.ts";

const crumb = { href: hrefOf(PEOPLE), label: text.people.title };
const { fact } = text.people;

const Became = ({ person }: { person: StaffUserDetail }) => {
  const { mergedInto, erasedAt } = person;
  if (mergedInto !== null)
    return (
      <div class="notice">
        <div>
          <p class="strong">{text.people.mergedNotice.title}</p>
          <p class="soft">
            {text.people.mergedNotice.detail}{" "}
            <a href={hrefOf({ name: "person", id: mergedInto.id })}>
              {mergedInto.name ?? text.people.mergedNotice.them}
            </a>
            .
          </p>
        </div>
      </div>
    );
  if (erasedAt === null) return null;
  return (
    <div class="notice">
      <div>
        <p class="strong">{text.people.erasedNotice.title}</p>
        <p class="soft">{text.people.erasedNotice.detail}</p>
      </div>
    </div>
  );
};

const Facts = ({ person }: { person: StaffUserDetail }) => (
  <dl class="facts" aria-label={text.invitation.facts}>
    <div>
      <dt>{fact.role}</dt>
      <dd>{text.role[person.role]}</dd>
    </div>
    <div>
      <dt>{fact.accounts}</dt>
      <dd>{formatNumber(person.identities.length)}</dd>
    </div>
    <div>
      <dt>{fact.invitations}</dt>
      <dd>{formatNumber(person.invitationCount)}</dd>
    </div>
    <div>
      <dt>{fact.made}</dt>
      <dd>
        <Moment at={person.createdAt} how="day-and-clock" />
      </dd>
    </div>
    <div>
      <dt>{fact.last}</dt>
      <dd>
        {person.lastLoginAt === null ? (
          <span class="soft">{text.people.never}</span>
        ) : (
          <Moment at={person.lastLoginAt} how="day-and-clock" />
        )}
      </dd>
    </div>
  </dl>
);

const Shown = ({ page, person }: { page: PersonPage; person: StaffUserDetail }) => {
  const me = useMe();
  const acts = useActs();
  // Roles are an admin's to give, and nobody's own to change.
  const grants = me.role === "ADMIN" && person.id !== me.id ? grantsFor(person) : [];
  const asked = grants.find((grant) => grant === acts.open);
  const mayErase = me.role === "ADMIN" && person.id !== me.id && isErasable(person);
  return (
    <Page
      title={text.people.name(person)}
      crumb={crumb}
      {...(me.role === "ADMIN" && person.id === me.id ? { sub: text.people.ownRole } : {})}
      actions={
        (grants.length > 0 || mayErase) && (
          <div class="head-actions">
            {grants.length > 0 && (
              <div class="head-actions" role="group" aria-label={text.people.actions}>
                {grants.map((grant) => (
                  <button
                    key={grant}
                    class={`button ${grant === "none" ? "bad" : ""}`}
                    {...acts.opens(grant, page.changeRole.clear)}
                  >
                    {text.people.grant[grant]}
                  </button>
                ))}
              </div>
            )}
            {mayErase && (
              <button class="button bad" {...acts.opens("erase", page.erase.clear)}>
                {text.people.erase.act}
              </button>
            )}
          </div>
        )
      }
    >
      <DoneLine
        home={acts.home}
        words={
          page.erased.value !== null
            ? text.people.erase[page.erased.value]
            : page.changed.value === null
              ? ""
              : text.people.role.done(text.role[page.changed.value])
        }
      />
      {acts.open === "erase" && <ErasePerson page={page} onClose={acts.close} />}
      {asked !== undefined && <ChangeRole key={asked} page={page} person={person} grant={asked} onClose={acts.close} />}
      <Became person={person} />
      <Facts person={person} />
      <div class="with-rail">
        <div class="sections">
          <Invitations person={person} />
          <Consents person={person} />
          <Merges person={person} />
        </div>
        <PersonRail person={person} />
      </div>
    </Page>
  );
};

/** One person: who they are here, what hangs on them, what they agreed to, and what role they have. Not what they said. */
export const Person = ({ id }: { id: string }) => {
  const { api } = useConsole();
  const page = useModel(() => createPersonPage(api, id), id);
  const loaded = page.person.value;
  if (loaded.at === "ready") return <Shown page={page} person={loaded.value} />;
  const gone = loaded.at === "failed" && loaded.problem.status === 404;
  return (
    <Page title={gone ? text.people.notFound : text.people.loadingTitle} crumb={crumb}>
      {gone ? (
        <EmptyPanel>
          <p>{text.people.notFoundDetail}</p>
          <a class="button" href={crumb.href}>
            {text.people.toList}
          </a>
        </EmptyPanel>
      ) : (
        <Loaded remote={loaded} rows={6} failed={text.people.personFailed} onRetry={() => void page.load()}>
          {() => null}
        </Loaded>
      )}
    </Page>
  );
};
