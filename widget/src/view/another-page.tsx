import { leaveToAnother } from "../state/entering.ts";
import type { Visit } from "../state/visit.ts";
import { enSignIn } from "../text/en-sign-in.ts";
import { Page } from "./page.tsx";

/** The host site names somebody else than whose sign-in this is: nothing of the other one is shown. */
export const AnotherPage = ({ visit }: { visit: Visit }) => (
  <Page
    title={enSignIn.another.title}
    foot={
      <button type="button" class="btn act big" onClick={() => void leaveToAnother(visit)}>
        {enSignIn.another.go}
      </button>
    }
  >
    <p>{enSignIn.another.text}</p>
  </Page>
);
