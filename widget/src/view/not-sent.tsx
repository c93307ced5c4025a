import type { Conversation } from "../state/conversation.ts";
import { enPages } from "../text/en-pages.ts";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { noticeSheet } from "./notice.tsx";

type Props = { conversation: Conversation; uncertain: boolean };

/** Below words that could not go out: what became of them. Only what the server certainly has not can be taken back. */
export const NotSent = ({ conversation, uncertain }: Props) => {
  useSheets(noticeSheet);
  return (
    <div class="row unsent-line">
      <span class="small soft">{uncertain ? enPages.unsent.uncertain : enPages.unsent.waiting}</span>
      <button type="button" class="btn" onClick={conversation.sendNow}>
        <Icon name="again" />
        {enPages.unsent.tryNow}
      </button>
      {!uncertain && (
        <button type="button" class="btn bare" onClick={conversation.takeBack}>
          {enPages.unsent.takeBack}
        </button>
      )}
    </div>
  );
};
