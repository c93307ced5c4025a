import { nameOfInvitation } from "./browser-store.ts";
import { doorOfInvitation } from "./sign-in-door.ts";
import { createSigningIn, type SigningIn } from "./signing-in.ts";
import type { Visit } from "./visit-model.ts";

/** Signing in to an invitation that is one's own already, on a device that has no sign-in of it. */
export const returnToInvitation = (visit: Visit, invitationToken: string): SigningIn => {
  const deviceId = visit.logins.deviceId();
  return createSigningIn({
    door: doorOfInvitation({ invitationToken, deviceId }, visit.send),
    options: visit.options,
    onLost: visit.lose,
    onSigned: (signed) =>
      visit.attempt(async () => {
        visit.logins.keepDevice(deviceId);
        const { login } = visit.signIn(nameOfInvitation(invitationToken));
        if ("accessToken" in signed) login.adopt(signed);
        await visit.enter(signed);
      }),
  });
};
