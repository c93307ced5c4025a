import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";

const WIDTH = 72;

/** "9 used · about 7 left", and the same as a thin bar. One estimate for both. */
export const UsageMeter = ({ invitation }: { invitation: Pick<StaffInvitation, "exchangesUsed" | "quota"> }) => {
  const used = invitation.exchangesUsed;
  const left = invitation.quota.aboutExchanges;
  const share = left === 0 ? 1 : used / (used + left);
  const tone = invitation.quota.level === "ok" ? "" : "meter-warn";
  return (
    <span class="usage">
      <span>{text.usage(used, left)}</span>
      <svg
        class={`meter ${tone}`}
        viewBox={`0 0 ${WIDTH} 4`}
        preserveAspectRatio="none"
        aria-hidden="true"
        focusable="false"
      >
        <rect class="meter-all" width={WIDTH} height="4" />
        <rect class="meter-used" width={share * WIDTH} height="4" />
      </svg>
    </span>
  );
};
