import { useSignal } from "@preact/signals";
import type { InvitationPage } from "../state/invitation-page.ts";
import type { StaffInvitationWithLink } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel } from "./act-panel.tsx";
import { TextField } from "./new-invitation-fields.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.invitationMail.edit;
type Props = {
  page: InvitationPage;
  invitation: StaffInvitationWithLink;
  onDone: () => void;
  onClose: () => void;
};

/** Label, reference, cohort, and where the link is sent. An empty field takes it away. */
export const DetailsForm = ({ page, invitation, onDone, onClose }: Props) => {
  const label = useSignal(invitation.label ?? "");
  const reference = useSignal(invitation.externalRef ?? "");
  const cohort = useSignal(invitation.cohort ?? "");
  const email = useSignal(invitation.email ?? "");
  const said = (value: string): string | null => (value.trim() === "" ? null : value.trim());
  return (
    <ActPanel title={words.title} onClose={onClose}>
      <form
        class="top-up"
        onSubmit={async (event) => {
          event.preventDefault();
          const change = {
            label: said(label.value),
            externalRef: said(reference.value),
            cohort: said(cohort.value),
            email: said(email.value),
          };
          if (await page.edit.run(change)) onDone();
        }}
      >
        <div class="two">
          <TextField
            label={text.create.label}
            hint={text.create.labelHint}
            value={label.value}
            onInput={(typed) => void (label.value = typed)}
            autoFocus
          />
          <TextField
            label={text.create.reference}
            hint={words.referenceHint}
            value={reference.value}
            onInput={(typed) => void (reference.value = typed)}
          />
          <TextField
            label={text.createMail.cohort}
            hint={text.createMail.cohortHint}
            value={cohort.value}
            onInput={(typed) => void (cohort.value = typed)}
          />
          {invitation.claimMode === "SINGLE" && (
            <TextField
              label={text.createMail.email}
              hint={words.emailHint}
              value={email.value}
              onInput={(typed) => void (email.value = typed)}
            />
          )}
        </div>
        <div class="row wrap">
          <button type="submit" class="button primary" disabled={page.edit.running.value}>
            {page.edit.running.value ? words.saving : words.save}
          </button>
          <button type="button" class="button quiet" onClick={onClose}>
            {text.cancel}
          </button>
        </div>
        <ProblemNotice title={words.failed} problem={page.edit.problem.value} />
      </form>
    </ActPanel>
  );
};
