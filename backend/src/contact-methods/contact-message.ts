import { CODE_MINUTES } from "./contact-code.ts";

type Text = { subject: string; body: string };

/** @param brand the site as its people know it */
export const codeMessage = (brand: string, code: string): Text => ({
  subject: `${brand}: your code`,
  body: `${code} is your code for ${brand}. It is good for ${CODE_MINUTES} minutes.

If you did not ask for it, somebody may have mistyped their own address. Ignore it; without the code nothing happens.
`,
});

/** What the owner of an address is told where somebody else, or they themselves as a new guest, adds it once more. */
export const takenMessage = (brand: string): Text => ({
  subject: `${brand}: this address is in use`,
  body: `Somebody asked to add this address on ${brand}. It belongs to a person there already, so nothing was changed.

If that was you: you are there twice. Sign in as the person who has this address.
If it was not you, ignore this message.
`,
});
