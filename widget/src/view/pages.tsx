import type { ScenarioView } from "../api/protocol.ts";
import { invitationInLink } from "../options.ts";
import { en, problemText } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";
import { ScenarioChoice } from "./scenario-choice.tsx";
import { useLocal } from "./use-watch.ts";

export const Opening = ({ trouble }: { trouble?: boolean }) => (
  <div class="opening" role="status">
    <p class="soft">{trouble ? en.bar.reconnecting : en.opening}</p>
    <span class="dots" aria-hidden="true">
      <i />
      <i />
      <i />
    </span>
  </div>
);

const LinkForm = ({ onInvitation }: { onInvitation: (token: string) => void }) => {
  const link = useLocal("");
  const wrong = useLocal(false);
  return (
    <form
      class="paste"
      onSubmit={(event) => {
        event.preventDefault();
        // a bare token is as good as its link
        const token = invitationInLink(link.value) ?? (/^[\w.~-]{16,200}$/.test(link.value.trim()) ? link.value.trim() : null);
        wrong.value = token === null;
        if (token !== null) onInvitation(token);
      }}
    >
      <label>
        <span class="h4">{en.invite.label}</span>
        <input
          type="text"
          inputMode="url"
          autocomplete="off"
          spellcheck={false}
          placeholder={en.invite.placeholder}
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
          {en.invite.none}
        </p>
      )}
      <button type="submit" class="btn act big">
        {en.invite.open}
      </button>
    </form>
  );
};

export const InvitePage = ({ onInvitation }: { onInvitation: (token: string) => void }) => (
  <Page title={en.invite.title}>
    <p>{en.invite.text}</p>
    <LinkForm onInvitation={onInvitation} />
  </Page>
);

export const LostPage = ({ onInvitation }: { onInvitation: (token: string) => void }) => (
  <Page title={en.lost.title}>
    <p>{en.lost.text}</p>
    <p class="soft">{en.lost.kept}</p>
    <LinkForm onInvitation={onInvitation} />
  </Page>
);

export const RefusedPage = ({ origin, onAgain }: { origin: string; onAgain: () => void }) => (
  <Page
    title={en.refused.title}
    foot={
      <button type="button" class="btn big" onClick={onAgain}>
        <Icon name="again" />
        {en.trouble.again}
      </button>
    }
  >
    <p>{en.refused.text(origin)}</p>
    <Notice icon="flag" title={en.refused.forOwners} inset />
  </Page>
);

export const TroublePage = ({ code, detail, onAgain, onInvitation }: { code: string; detail: string; onAgain: () => void; onInvitation: (token: string) => void }) => {
  const offline = code === "unreachable" && !navigator.onLine;
  const wrongLink = code === "invitation-not-found" || code === "mistyped-token";
  return (
    <Page
      title={offline ? en.trouble.offlineTitle : en.trouble.title}
      foot={
        !wrongLink && (
          <button type="button" class="btn act big" onClick={onAgain}>
            <Icon name="again" />
            {en.trouble.again}
          </button>
        )
      }
    >
      <p>{offline ? en.trouble.offline : problemText({ code, detail })}</p>
      {wrongLink && <LinkForm onInvitation={onInvitation} />}
    </Page>
  );
};

export const ChoosePage = ({ scenarios, busy, onChoose }: { scenarios: readonly ScenarioView[]; busy: boolean; onChoose: (slug: string) => void }) => {
  const slug = useLocal(scenarios[0]?.slug ?? "");
  return (
    <Page
      title={en.preview.choose}
      foot={
        <button type="button" class="btn act big" disabled={busy} onClick={() => onChoose(slug.value)}>
          {busy ? en.preview.starting : en.preview.start}
        </button>
      }
    >
      <ScenarioChoice scenarios={scenarios} chosen={slug.value} onChoose={(chosen) => (slug.value = chosen)} />
    </Page>
  );
};
