import type { HelpContact, ScenarioView } from "../api/protocol.ts";
import { isAllowedLink } from "./prose.tsx";
import { enApart } from "../text/en-apart.ts";
import { problemText } from "../text/en-pages.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";
import { YouButton } from "./you-button.tsx";

type Props = {
  scenario: ScenarioView;
  helpContacts: readonly HelpContact[];
  notice: { code: string; detail: string } | null;
  focus: boolean;
  onBack: () => void;
  onEnd: () => void;
};

/** Out of the scene: paused, with people of flesh and blood to turn to. */
export const SteppedOut = ({ scenario, helpContacts, notice, focus, onBack, onEnd }: Props) => (
  <Page
    eyebrow={`${scenario.name} · ${enApart.out.eyebrow}`}
    title={enApart.out.title}
    focus={focus}
    foot={
      <>
        {notice && <Notice kind="warn" icon="flag" title={problemText(notice)} inset />}
        <button type="button" class="btn act big" onClick={onBack}>
          {enApart.out.back}
        </button>
        <button type="button" class="btn big" onClick={onEnd}>
          {enApart.out.end}
        </button>
        <YouButton long />
      </>
    }
  >
    <p>{enApart.out.text(scenario.partnerPersona)}</p>
    {helpContacts.length > 0 && (
      <>
        <h3 class="h4">{enApart.out.help}</h3>
        <ul class="contacts">
          {helpContacts.map(({ name, detail, href }) => (
            <li key={name}>
              <Icon name="out" />
              <span dir="auto">
                {href !== undefined && isAllowedLink(href) ? (
                  <a href={href} target="_blank" rel="noopener noreferrer">
                    {name}
                  </a>
                ) : (
                  <strong>{name}</strong>
                )}
                <span class="soft">{detail}</span>
              </span>
            </li>
          ))}
        </ul>
      </>
    )}
  </Page>
);
