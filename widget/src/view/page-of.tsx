import type { Screen } from "../state/screen.ts";
import type { Visit } from "../state/visit.ts";
import { ChoosePage, InvitePage, LostPage, RefusedPage, TroublePage, WrongLinkPage } from "./pages.tsx";
import { PreviewPage } from "./preview-page.tsx";

type Props = {
  screen: Exclude<Screen, { name: "opening" | "conversation" }>;
  visit: Visit;
  onInvitation: (token: string) => void;
};

/** The page of a screen that is not a conversation. */
export const PageOf = ({ screen, visit, onInvitation }: Props) => {
  const busy = visit.busy.value;
  switch (screen.name) {
    case "invite":
      return <InvitePage onInvitation={onInvitation} />;
    case "lost":
      return <LostPage onInvitation={onInvitation} />;
    case "refused":
      return <RefusedPage origin={screen.origin} onAgain={visit.again} />;
    case "preview":
      return (
        <PreviewPage
          key={screen.token}
          preview={screen.preview}
          busy={busy}
          onClaim={(choice) => void visit.claim(screen.token, screen.preview, choice)}
        />
      );
    case "choose":
      return <ChoosePage scenarios={screen.scenarios} busy={busy} onChoose={(slug) => void visit.choose(slug)} />;
    case "trouble":
      return <TroublePage code={screen.code} detail={screen.detail} onAgain={visit.again} />;
    case "link":
      return <WrongLinkPage code={screen.code} detail={screen.detail} onInvitation={onInvitation} />;
  }
};
