import { enApart } from "../text/en-apart.ts";
import { useSheets } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { noticeSheet } from "./notice.tsx";

type Props = { sending: { sendNow: () => void; takeBack: () => void }; uncertain: boolean };

/** Below words that could not go out: what became of them. Only what the server certainly has not can be taken back. */
export const NotSent = ({ sending, uncertain }: Props) => {
  useSheets(noticeSheet);
  return (
    <div class="row unsent-line">
      <span class="small soft">{uncertain ? enApart.unsent.uncertain : enApart.unsent.waiting}</span>
      <button type="button" class="btn" onClick={sending.sendNow}>
        <Icon name="again" />
        {enApart.unsent.tryNow}
      </button>
      {!uncertain && (
        <button type="button" class="btn bare" onClick={sending.takeBack}>
          {enApart.unsent.takeBack}
        </button>
      )}
    </div>
  );
};
