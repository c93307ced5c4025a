import type { PersonPage } from "../state/person-page.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";

const words = text.people.erase;

/** Somebody's own right, done for them: who did it stands in the audit trail, whose it was does not. */
export const ErasePerson = ({ page, onClose }: { page: PersonPage; onClose: () => void }) => (
  <ActPanel title={words.title} onClose={onClose}>
    <Confirm words={words} action={page.erase} bad onDone={onClose} onCancel={onClose}>
      <p class="act-words">{words.detail}</p>
    </Confirm>
  </ActPanel>
);
