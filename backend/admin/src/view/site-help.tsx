import { useSignal } from "@preact/signals";
import type { StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { DoneLine } from "./done-line.tsx";
import { LineField } from "./line-field.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import type { SitePart } from "./site-people.tsx";

const words = text.sites;
const form = words.helpForm;
const MOST = 10;
type Contact = { id: number; name: string; detail: string; href: string };

let counted = 0;
const typedOf = ({ name, detail, href }: StaffSite["helpContacts"][number]): Contact => ({
  id: (counted += 1),
  name,
  detail,
  href: href ?? "",
});
const sentOf = ({ name, detail, href }: Contact): StaffSite["helpContacts"][number] => ({
  name: name.trim(),
  detail: detail.trim(),
  ...(href.trim() === "" ? {} : { href: href.trim() }),
});

const Form = ({ page, site }: Omit<SitePart, "admin">) => {
  const contacts = useSignal(site.helpContacts.map(typedOf));
  const done = useSignal("");
  const { saveHelp } = page;
  const set = (id: number, change: Partial<Contact>): void =>
    void (contacts.value = contacts.peek().map((one) => (one.id === id ? { ...one, ...change } : one)));
  const send = async (): Promise<void> => {
    done.value = "";
    if (await saveHelp.run(contacts.peek().map(sentOf))) done.value = form.done;
  };
  return (
    <form
      class="field"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      {contacts.value.map((contact) => (
        <div key={contact.id} class="contact" role="group" aria-label={contact.name || words.help}>
          <LineField label={form.name} value={contact.name} most={120} onInput={(name) => set(contact.id, { name })} />
          <LineField
            label={form.detail}
            hint={form.detailHint}
            value={contact.detail}
            most={300}
            onInput={(detail) => set(contact.id, { detail })}
          />
          <LineField
            label={form.href}
            hint={form.hrefHint}
            value={contact.href}
            most={500}
            mono
            inputMode="url"
            onInput={(href) => set(contact.id, { href })}
          />
          <button
            type="button"
            class="button quiet bad"
            aria-label={form.removeNamed(contact.name)}
            onClick={() => void (contacts.value = contacts.peek().filter(({ id }) => id !== contact.id))}
          >
            {form.remove}
          </button>
        </div>
      ))}
      <div class="row wrap">
        <button
          type="button"
          class="button"
          disabled={contacts.value.length >= MOST}
          onClick={() => void (contacts.value = [...contacts.peek(), typedOf({ name: "", detail: "" })])}
        >
          {form.add}
        </button>
        <button
          type="submit"
          class="button"
          disabled={saveHelp.running.value || contacts.value.some(({ name }) => name.trim() === "")}
        >
          {saveHelp.running.value ? form.saving : form.save}
        </button>
      </div>
      <DoneLine words={done.value} />
      <ProblemNotice title={form.failed} problem={saveHelp.problem.value} />
    </form>
  );
};

/** Who is there for somebody who steps out. */
export const SiteHelp = ({ page, site, admin }: SitePart) => (
  <section aria-labelledby="help-of-site">
    <h2 id="help-of-site">{words.help}</h2>
    <p class="soft">{form.hint}</p>
    {site.helpContacts.length === 0 && <p class="soft">{words.noHelp}</p>}
    {admin ? (
      <Form page={page} site={site} />
    ) : (
      <ul class="lines">
        {site.helpContacts.map((contact) => (
          <li key={contact.name}>
            {contact.name}
            <span class="under-name">{contact.detail}</span>
          </li>
        ))}
      </ul>
    )}
  </section>
);
