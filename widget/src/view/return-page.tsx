import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import type { SignInProvider } from "../api/protocol.ts";
import { returnToInvitation } from "../state/return-to-invitation.ts";
import { listProviders } from "../state/sign-in-door.ts";
import type { ComeBack } from "../state/sign-in-trip.ts";
import type { Ways } from "../state/screen.ts";
import type { Visit } from "../state/visit.ts";
import { en } from "../text/en.ts";
import { enSignIn } from "../text/en-sign-in.ts";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";
import css from "./sign-in.css?inline";
import { SignInWays } from "./sign-in-ways.tsx";

type Props = { visit: Visit; token: string; ways: Ways | undefined; back: ComeBack | undefined };

/** The invitation's owner has signed in since: on this device they do, too. */
export const ReturnPage = ({ visit, token, ways, back }: Props) => {
  // without a word of how, an account is the way
  const bySite = ways?.site ?? false;
  const byAccount = ways?.account || !bySite;
  const words = enSignIn.returning;
  useSheets(css);
  const providers = useSignal<SignInProvider[] | null>(null);
  const failed = useSignal(false);
  const signing = useMemo(() => returnToInvitation(visit, token), [visit, token]);
  const load = (): void => {
    failed.value = false;
    listProviders(visit.send).then(
      (list) => (providers.value = list),
      () => (failed.value = true),
    );
  };
  useEffect(() => {
    load();
    if (back) signing.comeBack(back);
    return signing.dispose;
  }, [signing]);
  const list = providers.value;
  return (
    <Page title={byAccount ? words.title : words.siteTitle} focus>
      <p>{byAccount ? words.text : words.siteText}</p>
      {bySite && byAccount && <p>{words.orSite}</p>}
      <p>{words.notYours}</p>
      {byAccount &&
        (failed.value ? (
          <Notice
            kind="warn"
            icon="flag"
            title={enSignIn.unknown}
            actions={
              <button type="button" class="btn act" onClick={load}>
                <Icon name="again" />
                {en.trouble.again}
              </button>
            }
            inset
          />
        ) : list?.length === 0 ? (
          <Notice kind="warn" icon="flag" title={enSignIn.none} inset />
        ) : (
          <SignInWays signing={signing} providers={list ?? []} />
        ))}
    </Page>
  );
};
