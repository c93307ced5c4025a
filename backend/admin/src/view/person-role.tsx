import type { Grant, PersonPage } from "../state/person-page.ts";
import type { StaffUserDetail } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";

const words = text.people.role;
type Props = { page: PersonPage; person: StaffUserDetail; grant: Grant; onClose: () => void };

/** Says what a role opens or closes, then gives or takes it. What the server refuses, it says in its own words. */
export const ChangeRole = ({ page, person, grant, onClose }: Props) => {
  const { changeRole } = page;
  const isDemotion = person.role === "ADMIN" && grant === "STAFF";
  return (
    <ActPanel title={words[grant].title} onClose={onClose}>
      <Confirm
        words={{ confirm: words[grant].confirm, running: words.running, failed: words.failed }}
        action={{ ...changeRole, run: () => changeRole.run(grant) }}
        bad={grant === "none"}
        onDone={onClose}
        onCancel={onClose}
      >
        <p class="act-words">{isDemotion ? words.demoted : words[grant].detail}</p>
        {grant !== "none" && person.identities.length === 0 && <p class="act-words">{words.noAccount}</p>}
      </Confirm>
    </ActPanel>
  );
};
