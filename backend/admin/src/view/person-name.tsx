import { hrefOf } from "../state/route.ts";
import type { StaffUser } from "../state/types.ts";
import { text } from "../text/en.ts";

type Props = { person: Pick<StaffUser, "id" | "name" | "role" | "mergedInto" | "erasedAt" | "emails" | "labels"> };

/** Somebody in a list: the way to their page, what became of them, and for an admin their addresses. */
export const PersonName = ({ person }: Props) => (
  <>
    <a href={hrefOf({ name: "person", id: person.id })}>{text.people.name(person)}</a>
    {person.mergedInto !== null && <span class="tag">{text.people.merged}</span>}
    {person.erasedAt !== null && <span class="tag">{text.people.erased}</span>}
    {person.role === "GUEST" && person.labels.length > 0 && <span class="under-name">{person.labels.join(", ")}</span>}
    {person.emails?.map((email) => (
      <span key={email} class="under-name">
        {email}
      </span>
    ))}
  </>
);
