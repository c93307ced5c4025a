import { hrefOf, LIST } from "../state/route.ts";
import { text } from "../text/en.ts";
import { EmptyPanel } from "./problem-notice.tsx";

/** Stands in place of what somebody's role does not open. */
export const Forbidden = () => (
  <EmptyPanel title={text.forbidden.title}>
    <p>{text.forbidden.detail}</p>
    <a class="button" href={hrefOf(LIST)}>
      {text.invitation.toList}
    </a>
  </EmptyPanel>
);
