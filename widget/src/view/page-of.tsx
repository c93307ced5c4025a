import { claim, goOnAsGuest } from "../state/entering.ts";
import { hasDrafts } from "../state/drafts.ts";
import type { PageScreen } from "../state/screen.ts";
import type { Visit } from "../state/visit.ts";
import { later } from "./later.ts";
import { Lazy } from "./lazy.tsx";
import {
  ChoosePage,
  GonePage,
  InvitePage,
  KnownPage,
  LostPage,
  RefusedPage,
  TroublePage,
  WrongLinkPage,
} from "./pages.tsx";
import { PreviewPage } from "./preview-page.tsx";

const signIn = later(() => import("./sign-in-pages.tsx"));
const you = later(() => import("./you-page.tsx"));

type Props = {
  screen: PageScreen;
  visit: Visit;
  onInvitation: (token: string) => void;
};

/** The page of a screen that is not a conversation. */
export const PageOf = ({ screen, visit, onInvitation }: Props) => {
  const busy = visit.busy.value;
  switch (screen.name) {
    case "invite":
      return <InvitePage onInvitation={onInvitation} />;
    case "lost": {
      const { code, token } = screen;
      const drafts = hasDrafts(visit.store);
      if (code === "known-person-needed")
        return (
          <KnownPage
            drafts={drafts}
            onAgain={() => void visit.open(token)}
            yours={token === null ? null : `${visit.options.api}/me#invitation=${encodeURIComponent(token)}`}
          />
        );
      return <LostPage onInvitation={onInvitation} token={token} drafts={drafts} replaced={code === "replaced"} />;
    }
    case "refused":
      return <RefusedPage origin={screen.origin} onAgain={visit.again} />;
    case "preview":
      return (
        <PreviewPage
          key={screen.token}
          preview={screen.preview}
          busy={busy}
          onClaim={(choice) => void claim(visit, screen.token, screen.preview, choice)}
        />
      );
    case "choose":
      return (
        <ChoosePage
          scenarios={screen.scenarios}
          busy={busy}
          onChoose={(slug) => void visit.attempt(() => visit.startSession(slug))}
        />
      );
    case "trouble":
      return (
        <TroublePage
          code={screen.code}
          detail={screen.detail}
          onAgain={visit.again}
          onGuest={screen.code === "known-person-refused" && !visit.inside ? () => goOnAsGuest(visit) : null}
        />
      );
    case "link":
      return <WrongLinkPage code={screen.code} detail={screen.detail} onInvitation={onInvitation} />;
    case "gone":
      return <GonePage status={screen.status} />;
    case "returning":
      return (
        <Lazy from={signIn}>
          {({ ReturnPage }) => <ReturnPage visit={visit} token={screen.token} ways={screen.ways} back={screen.back} />}
        </Lazy>
      );
    case "another":
      return <Lazy from={signIn}>{({ AnotherPage }) => <AnotherPage visit={visit} />}</Lazy>;
    case "both":
      return <Lazy from={signIn}>{({ BothPage }) => <BothPage both={screen.both} answer={screen.answer} />}</Lazy>;
    case "you":
      return <Lazy from={you}>{({ YouPage }) => <YouPage visit={visit} back={screen.back} />}</Lazy>;
  }
};
