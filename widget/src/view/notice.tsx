import type { ComponentChildren } from "preact";
import { useSheets } from "./frame.ts";
import { Icon, type IconName } from "./icon.tsx";
import css from "./notice.css?inline";

export { css as noticeSheet };

type Props = {
  kind?: "warn";
  icon: IconName;
  title: string;
  children?: ComponentChildren;
  actions?: ComponentChildren;
  inset?: boolean;
};

/** What happened, what was kept, what to do: an icon and words, never colour alone. */
export const Notice = ({ kind, icon, title, children, actions, inset }: Props) => {
  useSheets(css);
  return (
    <div class={`notice ${kind ?? ""} ${inset ? "inset" : ""}`}>
      <Icon name={icon} />
      <div>
        <strong>{title}</strong>
        {children}
        {actions && <div class="row acts">{actions}</div>}
      </div>
    </div>
  );
};
