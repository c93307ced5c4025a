import { useEffect } from "preact/hooks";
import { createNewInvitation, type InvitationForm } from "../state/new-invitation.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { NewInvitationForm } from "./new-invitation-form.tsx";
import { NewInvitationMade } from "./new-invitation-made.tsx";
import { Sheet } from "./sheet.tsx";

/** Everything has a default: opening the sheet and "Create" make an invitation. */
export const NewInvitationSheet = ({
  start,
  onMade,
  onClose,
}: {
  start?: Partial<InvitationForm>;
  onMade: () => void;
  onClose: () => void;
}) => {
  const { api } = useConsole();
  const model = useModel(() => createNewInvitation(api, start), "new");
  const made = model.made.value;
  useEffect(() => {
    if (made !== null) onMade();
  }, [made]);
  return (
    <Sheet title={made === null ? text.create.title : text.create.madeTitle} onClose={onClose}>
      {made === null ? (
        <NewInvitationForm model={model} onCancel={onClose} />
      ) : (
        <NewInvitationMade model={model} made={made} onDone={onClose} />
      )}
    </Sheet>
  );
};
