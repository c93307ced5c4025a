import type { Identity } from "../api/protocol.ts";
import type { Account, Facts } from "../state/account.ts";
import type { SigningIn } from "../state/signing-in.ts";
import { enYou } from "../text/en-you.ts";
import { AskFirst } from "./ask-first.tsx";
import { SignInWays } from "./sign-in-ways.tsx";
import { ToldLine } from "./told-line.tsx";
import { useKeptFocus } from "./use-kept-focus.ts";

const { accounts, keep } = enYou;

/** `only`: it stays, being the only way in */
const Item = ({ identity, account, only }: { identity: Identity; account: Account; only: boolean }) => (
  <li>
    <span>
      <strong>{identity.name}</strong>
      <span class="soft">{identity.email ?? accounts.since(identity.createdAt)}</span>
    </span>
    {!only && (
      <AskFirst
        label={accounts.remove}
        describe={accounts.removeLabel(identity.name, identity.email)}
        title={accounts.sure(identity.name)}
        yes={accounts.yes}
        no={accounts.no}
        busy={account.working.value !== null}
        onYes={() => void account.removeIdentity(identity.id)}
      >
        {accounts.sureText}
      </AskFirst>
    )}
  </li>
);

type Props = { account: Account; facts: Facts; signing: SigningIn; shared: boolean };

/** Who one is here, and by which accounts one comes back. */
export const Accounts = ({ account, facts, signing, shared }: Props) => {
  const { user, identities, providers } = facts;
  const guest = user.role === "GUEST";
  const box = useKeptFocus(identities.length);
  return (
    <div ref={box} tabIndex={-1} class="part">
      <p>{guest ? (shared ? enYou.guestOfMany : enYou.guest) : enYou.signedIn(user.name)}</p>
      {!guest && (
        <button type="button" class="btn bare" onClick={() => void account.signOut()}>
          {accounts.signOut}
        </button>
      )}
      <ToldLine account={account} at="accounts" />
      {guest
        ? providers.length > 0 && (
            <>
              <h3 class="h4">{keep.title}</h3>
              <p class="more">{keep.text}</p>
            </>
          )
        : identities.length > 0 && (
            <>
              <h3 class="h4">{accounts.title}</h3>
              <ul class="contacts">
                {identities.map((identity) => (
                  <Item key={identity.id} identity={identity} account={account} only={identities.length === 1} />
                ))}
              </ul>
            </>
          )}
      {!guest && providers.length > 0 && (
        <>
          <h3 class="h4">{accounts.add}</h3>
          <p class="more">{accounts.addText}</p>
        </>
      )}
      {providers.length > 0 && <SignInWays signing={signing} providers={providers} />}
    </div>
  );
};
