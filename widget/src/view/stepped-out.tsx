import type { HelpContact } from "../api/protocol.ts";
import { isAllowedLink } from "./render-markdown.ts";
import { en, problemText } from "../text/en.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { Page } from "./page.tsx";

type Props = {
  title: string;
  partner: string;
  helpContacts: readonly HelpContact[];
  notice: { code: string; detail: string } | null;
  onBack: () => void;
  onEnd: () => void;
};

/** Out of the scene: paused, with people of flesh and blood to turn to. */
export const SteppedOut = ({ title, partner, helpContacts, notice, onBack, onEnd }: Props) => (
  <Page
    eyebrow={`${title} · ${en.out.eyebrow}`}
    title={en.out.title}
    foot={
      <>
        {notice && <Notice kind="warn" icon="flag" title={problemText(notice)} inset />}
        <button type="button" class="btn act big" onClick={onBack}>
          {en.out.back}
        </button>
        <button type="button" class="btn big" onClick={onEnd}>
          {en.out.end}
        </button>
      </>
    }
  >
    <p>{en.out.text(partner)}</p>
    {helpContacts.length > 0 && (
      <>
        <h3 class="h4">{en.out.help}</h3>
        <ul class="contacts">
          {helpContacts.map(({ name, detail, href }) => (
            <li key={name}>
              <Icon name="out" />
              <span>
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
