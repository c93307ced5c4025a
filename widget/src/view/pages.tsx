import { useSignal } from "@preact/signals";
import type { ScenarioView } from "../api/protocol.ts";
import { invitationInLink } from "../options.ts";
import { en } from "../text/en.ts";
import { enPages, problemText } from "../text/en-pages.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";
import { ScenarioChoice } from "./scenario-choice.tsx";

const LinkForm = ({ onInvitation }: { onInvitation: (token: string) => void }) => {
  const link = useSignal("");
  const wrong = useSignal(false);
  return (
    <form
      class="paste"
      onSubmit={(event) => {
        event.preventDefault();
        // a bare token is as good as its link
        const token =
          invitationInLink(link.value) ?? (/^[\w.~-]{16,200}$/.test(link.value.trim()) ? link.value.trim() : null);
        wrong.value = token === null;
        if (token !== null) onInvitation(token);
      }}
    >
      <label>
        <span class="h4">{enPages.invite.label}</span>
        <input
          type="text"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder={enPages.invite.placeholder}
          value={link.value}
          aria-invalid={wrong.value}
          onInput={(event) => {
            link.value = event.currentTarget.value;
            wrong.value = false;
          }}
        />
      </label>
      {wrong.value && (
        <p class="small low row" role="alert">
          <Icon name="flag" />
          {enPages.invite.none}
        </p>
      )}
      <button type="submit" class="btn act big">
        {enPages.invite.open}
      </button>
    </form>
  );
};

export const InvitePage = ({ onInvitation }: { onInvitation: (token: string) => void }) => (
  <Page title={enPages.invite.title}>
    <p>{enPages.invite.text}</p>
    <LinkForm onInvitation={onInvitation} />
  </Page>
);

/** A link that leads nowhere: mistyped, cut off on its way, or meant for others. */
export const WrongLinkPage = ({
  code,
  detail,
  onInvitation,
}: {
  code: string;
  detail: string;
  onInvitation: (token: string) => void;
}) => (
  <Page title={en.trouble.title}>
    <p>{problemText({ code, detail }, enPages.linkProblems)}</p>
    <LinkForm onInvitation={onInvitation} />
  </Page>
);

/**
 * Signed out. Whoever came by a link in this very page goes back by it; else it has to be opened again, or the one that
 * staff have replaced it by.
 */
export const LostPage = ({
  onInvitation,
  token,
  drafts,
  replaced,
}: {
  onInvitation: (token: string) => void;
  token: string | null;
  drafts: boolean;
  replaced: boolean;
}) => {
  const { lost, linkProblems } = enPages;
  const back = replaced ? null : token;
  const text = back === null ? lost.text : lost.outText;
  return (
    <Page
      title={token === null && !replaced ? lost.title : lost.out}
      foot={
        back !== null && (
          <button type="button" class="btn act big" onClick={() => onInvitation(back)}>
            {lost.back}
          </button>
        )
      }
    >
      <p>{replaced ? linkProblems.replaced : text}</p>
      {drafts && <p class="soft">{lost.kept}</p>}
      {back === null && <LinkForm onInvitation={onInvitation} />}
    </Page>
  );
};

/** The site lets in only whom it has signed: its own page has to say who this is. */
/** @param yours where one's rights are, which no site takes away; null where the link is not at hand */
export const KnownPage = ({
  onAgain,
  drafts,
  yours,
}: {
  onAgain: () => void;
  drafts?: boolean;
  yours: string | null;
}) => (
  <Page
    title={enPages.known.title}
    foot={
      <button type="button" class="btn act big" onClick={onAgain}>
        <Icon name="again" />
        {en.trouble.again}
      </button>
    }
  >
    <p>{enPages.known.text}</p>
    {drafts && <p class="soft">{enPages.lost.kept}</p>}
    {yours !== null && (
      <p>
        <a href={yours} target="_blank" rel="noopener noreferrer">
          {enPages.known.yours}
        </a>
      </p>
    )}
  </Page>
);

export const GonePage = ({ status }: { status: string }) => (
  <Page title={enPages.gone.title} focus>
    <p>{enPages.gone[status === "erasing" || status === "before" ? status : "erased"]}</p>
  </Page>
);

export const RefusedPage = ({ origin, onAgain }: { origin: string; onAgain: () => void }) => (
  <Page
    title={enPages.refused.title}
    foot={
      <button type="button" class="btn big" onClick={onAgain}>
        <Icon name="again" />
        {en.trouble.again}
      </button>
    }
  >
    <p>{enPages.refused.text(origin)}</p>
    <Notice icon="flag" title={enPages.refused.owners} inset>
      {enPages.refused.command}
    </Notice>
  </Page>
);

export const ChoosePage = ({
  scenarios,
  busy,
  onChoose,
}: {
  scenarios: readonly ScenarioView[];
  busy: boolean;
  onChoose: (slug: string) => void;
}) => {
  const slug = useSignal(scenarios[0]?.slug ?? "");
  return (
    <Page
      title={enPages.preview.choose}
      foot={
        <button type="button" class="btn act big" disabled={busy} onClick={() => onChoose(slug.value)}>
          {busy ? enPages.preview.starting : enPages.preview.start}
        </button>
      }
    >
      <ScenarioChoice scenarios={scenarios} chosen={slug.value} onChoose={(chosen) => (slug.value = chosen)} />
    </Page>
  );
};

type TroubleProps = {
  code: string;
  detail: string;
  onAgain: () => void;
  /** who could not be named may come in as nobody in particular */
  onGuest: (() => void) | null;
};
export const TroublePage = ({ code, detail, onAgain, onGuest }: TroubleProps) => {
  const offline = code === "unreachable" && !navigator.onLine;
  return (
    <Page
      title={offline ? enPages.offline.title : en.trouble.title}
      foot={
        <>
          <button type="button" class="btn act big" onClick={onAgain}>
            <Icon name="again" />
            {en.trouble.again}
          </button>
          {onGuest && (
            <button type="button" class="btn big" onClick={onGuest}>
              {enPages.asGuest}
            </button>
          )}
        </>
      }
    >
      <p>{offline ? enPages.offline.text : problemText({ code, detail })}</p>
    </Page>
  );
};
