import { text } from "../text/en.ts";
import { CopyButton } from "./copy-button.tsx";
import { QrCode } from "./qr-code.tsx";

type Props = { link: string; group: boolean; primary?: boolean };

/** The link as something to hand over: copied, selected, or scanned. */
export const InvitationLink = ({ link, group, primary = false }: Props) => (
  <div class="link-row">
    <QrCode value={link} />
    <div class="stack">
      <input
        class="field-input mono"
        readOnly
        value={link}
        aria-label={text.link.label}
        onFocus={(event) => event.currentTarget.select()}
      />
      <div class="row wrap">
        <CopyButton value={link} label={text.link.copy} primary={primary} />
      </div>
      <p class="small soft">{group ? text.link.groupHint : text.link.hint}</p>
    </div>
  </div>
);
