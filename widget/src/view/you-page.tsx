import { useContext, useEffect, useMemo } from "preact/hooks";
import type { ComeBack } from "../state/sign-in-trip.ts";
import { allowMerge, isApart } from "../state/keep-apart.ts";
import { openAccount } from "../state/open-account.ts";
import type { Visit } from "../state/visit.ts";
import { problemText } from "../text/en-pages.ts";
import { enYou } from "../text/en-you.ts";
import { Accounts } from "./accounts.tsx";
import { BothPage } from "./both-page.tsx";
import { Contacts } from "./contacts.tsx";
import { Erase } from "./erase.tsx";
import { Frame, useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { Notice, noticeSheet } from "./notice.tsx";
import { Page } from "./page.tsx";
import { Research, Transcript } from "./rights.tsx";
import signInCss from "./sign-in.css?inline";
import css from "./you.css?inline";

type Props = { visit: Visit; back: ComeBack | undefined };

/** The page about oneself, over a conversation that goes on: accounts, addresses, consent, what one can take away or delete. */
export const YouPage = ({ visit, back }: Props) => {
  useSheets(noticeSheet, signInCss, css);
  const { over } = useContext(Frame);
  const { account, signing } = useMemo(() => openAccount(visit), [visit]);
  useEffect(() => {
    void account.load();
    if (back) signing.comeBack(back);
    return signing.dispose;
  }, [account]);
  const leave = (): void => {
    over.value = null;
  };
  const askAgain = (): void => {
    allowMerge(visit);
    leave();
    // where the page has told how, else when it says it the next time
    visit.heed();
  };
  // the link, in the fragment, speaks for a guest alone; a link for many needs this browser
  const { token, options, invitation } = visit;
  const alone = account.facts.value?.user.role === "GUEST" && invitation.value?.shared === false;
  const ownPage = alone ? `${options.api}/me${token === null ? "" : `#invitation=${token}`}` : null;
  const asking = signing.state.value;
  if (asking.name === "asking") return <BothPage both={asking.both} answer={asking.answer} />;
  const facts = account.facts.value;
  const failed = account.failed.value;
  return (
    <div
      class="place"
      onKeyDown={(event) => {
        if (event.key !== "Escape" || event.isComposing) return;
        // back to the conversation, and no further: a panel that floats stays
        event.stopPropagation();
        leave();
      }}
    >
      <Page
        title={enYou.title}
        focus
        foot={
          <button type="button" class="btn big" onClick={leave}>
            {enYou.back}
          </button>
        }
      >
        {facts ? (
          <>
            {isApart(visit) && (
              <Notice
                icon="check"
                title={enYou.apart.title}
                actions={
                  <button type="button" class="btn" onClick={askAgain}>
                    {enYou.apart.again}
                  </button>
                }
                inset
              />
            )}
            <Accounts
              account={account}
              facts={facts}
              signing={signing}
              shared={visit.invitation.value?.shared ?? false}
            />
            <Contacts account={account} contacts={facts.contacts} />
            <Research account={account} consent={facts.consent} />
            <Transcript account={account} ownPage={ownPage} />
            <Erase account={account} signedIn={facts.user.role === "USER"} />
          </>
        ) : failed ? (
          <Notice
            kind="warn"
            icon="flag"
            title={problemText(failed)}
            actions={
              <button type="button" class="btn act" onClick={() => void account.load()}>
                <Icon name="again" />
                {enYou.again}
              </button>
            }
            inset
          />
        ) : (
          <p class="soft" role="status">
            {enYou.loading}
          </p>
        )}
      </Page>
    </div>
  );
};
