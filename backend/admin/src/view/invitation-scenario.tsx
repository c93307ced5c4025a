import type { StaffInvitation } from "../state/types.ts";
import { text } from "../text/en.ts";

type Props = { invitation: Pick<StaffInvitation, "scenario" | "chosenScenario"> };

/** The scenario that staff gave, the one that the invitee chose, or that they still may. */
export const InvitationScenario = ({ invitation: { scenario, chosenScenario } }: Props) => {
  if (scenario !== null) return <>{scenario.name}</>;
  if (chosenScenario === null) return <span class="soft">{text.list.invitees}</span>;
  return (
    <>
      {chosenScenario.name}
      <span class="soft">{text.list.theirChoice}</span>
    </>
  );
};
