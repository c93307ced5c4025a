import { enPages } from "../text/en-pages.ts";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { noticeSheet } from "./notice.tsx";

type Props = { sending: { sendNow: () => void; takeBack: () => void }; uncertain: boolean };

/** Below words that could not go out: what became of them. Only what the server certainly has not can be taken back. */
export const NotSent = ({ sending, uncertain }: Props) => {
  useSheets(noticeSheet);
  return (
    <div class="row unsent-line">
      <span class="small soft">{uncertain ? enPages.unsent.uncertain : enPages.unsent.waiting}</span>
      <button type="button" class="btn" onClick={sending.sendNow}>
        <Icon name="again" />
        {enPages.unsent.tryNow}
      </button>
      {!uncertain && (
        <button type="button" class="btn bare" onClick={sending.takeBack}>
          {enPages.unsent.takeBack}
        </button>
      )}
    </div>
  );
};
