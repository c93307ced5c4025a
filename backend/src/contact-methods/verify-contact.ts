import type { AppContext } from "../app-context.ts";
import type { Invitee } from "../identity/authenticate.ts";
import { Problem } from "../problem.ts";
import type { ContactMethodView } from "../protocol/contact-methods.ts";
import { recordEvent } from "../telemetry/telemetry-store.ts";
import { isCode } from "./contact-code.ts";
import { lockValue, takeTry, takeValue, verifiedOf } from "./contact-store.ts";
import { methodView } from "./contact-view.ts";
import { withContact } from "./find-contact.ts";

type World = Pick<AppContext, "database" | "keys">;
type Outcome = { verified: ContactMethodView } | { refused: Problem };

/**
 * Tries a code. A wrong one counts, whatever comes of it: a hundred at once are five tries.
 * @throws Problem not-found, wrong-code (with `triesLeft`), code-expired (too old, or tried too often), contact-taken
 */
export const verifyContact = async (
  world: World,
  invitee: Invitee,
  id: string,
  code: string,
): Promise<ContactMethodView> => {
  const { userId, invitationId } = invitee;
  // A refusal is returned, not thrown: the try it has cost stays counted.
  const outcome = await withContact(world, userId, id, async (client, found): Promise<Outcome> => {
    if (found.method) return { verified: methodView(id, found.method) };
    await lockValue(client, found.code);
    const taken = await takeTry(client, found.code.id);
    if (!taken) return { refused: new Problem("code-expired", "This code is no longer good. Ask for another.") };
    if (!isCode(found.code.id, code, taken.codeHash))
      return {
        refused: new Problem("wrong-code", "That is not the code. Look at the newest message.", {
          extension: { triesLeft: taken.left },
        }),
      };
    if (!(await takeValue(client, userId, found.code)))
      return {
        refused: new Problem("contact-taken", "Somebody else has verified this meanwhile. Nothing was changed."),
      };
    await recordEvent(client, "contact_verified", {
      userId,
      properties: { invitation: invitationId, type: found.code.type },
    });
    const { type, value } = found.code;
    const own = (await verifiedOf(client, userId)).find((it) => it.type === type && it.value === value);
    if (!own) throw new Error("a contact method vanished as it was verified");
    return { verified: methodView(id, own) };
  });
  if ("refused" in outcome) throw outcome.refused;
  return outcome.verified;
};
