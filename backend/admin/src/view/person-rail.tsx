import { AUDIT, hrefOf } from "../state/route.ts";
import type { StaffUserDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Moment } from "./moment.tsx";

type Part = { person: StaffUserDetail };
const words = text.people;

const Accounts = ({ person: { identities } }: Part) => (
  <section>
    <h2>{words.identities}</h2>
    {identities.length === 0 && <p class="soft">{words.noIdentities}</p>}
    <ul class="lines">
      {identities.map(({ id, provider, createdAt, email }) => (
        <li key={id} class="line">
          <span>
            {words.provider(provider)}
            {email != null && <span class="under-name">{email}</span>}
          </span>
          <span class="soft">
            <Moment at={createdAt} how="day" />
          </span>
        </li>
      ))}
    </ul>
  </section>
);

type Contact = StaffUserDetail["contactMethods"][number];
const contactState = ({ primary, verified }: Contact): string =>
  verified ? (primary ? words.contactState.primary : words.contactState.verified) : words.contactState.waiting;

const Contacts = ({ person: { contactMethods } }: Part) => (
  <section>
    <h2>{words.contacts}</h2>
    {contactMethods.length === 0 && <p class="soft">{words.noContacts}</p>}
    <ul class="lines">
      {contactMethods.map((contact) => (
        <li key={contact.id} class="line">
          <span>
            {words.contact[contact.type] ?? contact.type}
            {contact.value !== undefined && <span class="under-name">{contact.value}</span>}
          </span>
          <span class="soft">{contactState(contact)}</span>
        </li>
      ))}
    </ul>
    {contactMethods.some(({ value }) => value === undefined) && <p class="hint">{words.hidden}</p>}
  </section>
);

const isStaff = ({ role }: StaffUserDetail): boolean => role === "STAFF" || role === "ADMIN";

const Trail = ({ person }: Part) => (
  <section>
    <h2>{words.trail}</h2>
    <ul class="lines">
      {isStaff(person) && (
        <li>
          <a href={hrefOf({ ...AUDIT, actor: person.id })}>{words.did}</a>
        </li>
      )}
      <li>
        <a href={hrefOf({ ...AUDIT, subject: person.id })}>{words.doneTo}</a>
      </li>
    </ul>
  </section>
);

export const PersonRail = ({ person }: Part) => (
  <aside class="rail">
    <Accounts person={person} />
    <Contacts person={person} />
    <Trail person={person} />
    <section>
      <h2>{words.details}</h2>
      <dl class="pairs">
        <dt>{words.detail.id}</dt>
        <dd class="mono">{person.id}</dd>
      </dl>
    </section>
  </aside>
);
