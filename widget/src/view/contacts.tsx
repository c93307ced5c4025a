import { useSignal } from "@preact/signals";
import { useEffect, useId } from "preact/hooks";
import type { ContactMethods, ContactMethodView, ContactType } from "../api/protocol.ts";
import type { Account } from "../state/account.ts";
import { enYou } from "../text/en-you.ts";
import { Notice } from "./notice.tsx";
import { ToldLine } from "./told-line.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";

const { contacts: words } = enYou;

type ItemProps = { contact: ContactMethodView; account: Account };

const CodeForm = ({ contact, account }: ItemProps) => {
  const code = useSignal("");
  const { pending, id, type, value } = contact;
  const working = account.working.value === "contacts";
  return (
    <form
      class="code"
      onSubmit={(event) => {
        event.preventDefault();
        if (/^\d{6}$/.test(code.value)) void account.verifyContact(id, code.value).then(() => (code.value = ""));
      }}
    >
      <label>
        <span class="small soft">
          {words.code(value)}
          {pending && <> {words.until(pending.expiresAt, pending.triesLeft)}</>}
        </span>
        <input
          type="text"
          inputMode="numeric"
          autocomplete="one-time-code"
          maxLength={6}
          pattern="[0-9]{6}"
          required
          value={code.value}
          onInput={(event) => (code.value = event.currentTarget.value.replaceAll(/\D/g, ""))}
        />
      </label>
      <div class="row acts">
        <button type="submit" class="btn act" aria-disabled={working}>
          {words.verify}
        </button>
        <button type="button" class="btn" onClick={() => void account.addContact({ type, value })}>
          {words.resend}
        </button>
      </div>
    </form>
  );
};

const Item = ({ contact, account }: ItemProps) => {
  const { type, value, verified, primary } = contact;
  return (
    <li class="contact">
      <span>
        <strong>{value}</strong>
        <span class="soft">
          {words.types[type]} · {verified ? (primary ? words.primary : words.verified) : words.waiting}
        </span>
      </span>
      {verified && !primary && (
        <button
          type="button"
          class="btn"
          aria-label={words.makePrimaryLabel(value)}
          onClick={() => void account.makePrimary(contact)}
        >
          {words.makePrimary}
        </button>
      )}
      <button
        type="button"
        class="btn"
        aria-label={words.removeLabel(value)}
        onClick={() => void account.removeContact(contact)}
      >
        {words.remove}
      </button>
      {!verified && <CodeForm contact={contact} account={account} />}
    </li>
  );
};

const AddForm = ({ types, account }: { types: readonly ContactType[]; account: Account }) => {
  const value = useSignal("");
  const type = useSignal<ContactType>(types[0] ?? "email");
  const name = useId();
  const email = type.value === "email";
  return (
    <form
      class="paste"
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (value.value.trim() === "") return;
        void account
          .addContact({ type: type.value, value: value.value.trim() })
          .then((added) => added && (value.value = ""));
      }}
    >
      {types.length > 1 && (
        <fieldset class="row kinds">
          <legend class="ear">{words.kind}</legend>
          {types.map((one) => (
            <label key={one} class="row small">
              <input type="radio" name={name} checked={type.value === one} onChange={() => (type.value = one)} />
              {words.types[one]}
            </label>
          ))}
        </fieldset>
      )}
      <label>
        <span class="small soft">{email ? words.email : words.number}</span>
        <input
          type="text"
          inputMode={email ? "email" : "tel"}
          autocomplete={email ? "email" : "tel"}
          spellcheck={false}
          value={value.value}
          onInput={(event) => (value.value = event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="btn" aria-disabled={account.working.value !== null}>
        {words.add}
      </button>
    </form>
  );
};

const Offer = ({ account, value }: { account: Account; value: string }) => (
  <Notice
    icon="check"
    title={words.offer(value)}
    actions={
      <>
        <button type="button" class="btn act" onClick={() => void account.addContact({ type: "email", value })}>
          {words.offerAdd}
        </button>
        <button type="button" class="btn" onClick={() => (account.offer.value = null)}>
          {words.offerNo}
        </button>
      </>
    }
    inset
  >
    {words.offerText}
  </Notice>
);

/** Where one can be reached: each address waits until its code is entered. */
export const Contacts = ({ account, contacts }: { account: Account; contacts: ContactMethods }) => {
  const { items, types } = contacts;
  const offer = account.offer.value;
  const box = useKeptFocus(items.map(({ id, verified, primary }) => `${id}${verified}${primary}`).join(" ") + offer);
  useEffect(() => {
    // what was added meanwhile is no offer any more
    if (items.some(({ value }) => value === offer)) account.offer.value = null;
  }, [items, offer]);
  if (items.length === 0 && types.length === 0) return null;
  return (
    <div ref={box} tabIndex={-1} class="part">
      <h3 class="h4">{words.title}</h3>
      <p class="more">{words.text}</p>
      {items.length > 0 && (
        <ul class="contacts">
          {items.map((contact) => (
            <Item key={contact.id} contact={contact} account={account} />
          ))}
        </ul>
      )}
      <ToldLine account={account} at="contacts" />
      {offer !== null && types.includes("email") && <Offer account={account} value={offer} />}
      {types.length > 0 && <AddForm types={types} account={account} />}
    </div>
  );
};
