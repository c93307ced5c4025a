import { count } from "./en.ts";
import { dayOfYear, minutesOf, time } from "./format.ts";
import { translated } from "./words.ts";

/** The strings of the page about oneself: accounts, addresses, consent, what one can take away or delete. */
export const enYou = translated("you", {
  title: "You and your data",
  loading: "Looking up what is yours",
  back: "Back to the conversation",
  again: "Try again",
  working: "One moment",
  guest: "You are here as a guest. This browser remembers you, and your invitation link brings you back.",
  signedIn: (name: string | null) => (name === null ? "You are signed in." : `You are signed in as ${name}.`),

  keep: {
    title: "Keep this on every device",
    text: "Sign in, and your conversations open wherever you sign in. They stay as they are, and nobody else sees them.",
  },
  outcomes: {
    linked: "You are signed in. What you did here is yours on every device.",
    known: "You are signed in.",
    merged: "Both are together now.",
    returned: "You are signed in.",
  },

  accounts: {
    title: "Accounts you sign in with",
    since: (iso: string) => `Since ${dayOfYear(iso)}`,
    add: "Add another account",
    addText: "Any of them opens what is yours. It may be a second one of the same kind.",
    remove: "Remove",
    removeLabel: (name: string, email: string | null) => `Remove ${name}${email === null ? "" : `, ${email}`}`,
    sure: (name: string) => `Remove this ${name} account?`,
    sureText: "It no longer opens what is yours. Your other devices are signed out; this one is not.",
    yes: "Remove it",
    no: "Keep it",
    removed: "The account is removed.",
    signOut: "Sign out in this browser",
  },

  contacts: {
    title: "Where you can be reached",
    text: "If you like. An address is confirmed by a code that is sent to it, and joins you to nobody.",
    offer: (value: string) => `Are you reached at ${value}?`,
    offerText: "Your account says so. It is added only if you say so, too.",
    offerAdd: "Add this address",
    offerNo: "No, thank you",
    types: { email: "E-mail", phone: "Phone", whatsapp: "WhatsApp" },
    kind: "Kind",
    email: "E-mail address",
    number: "Number, beginning with + and the country",
    add: "Send a code",
    primary: "Used first",
    verified: "Confirmed",
    waiting: "Waits for its code",
    makePrimary: "Use first",
    makePrimaryLabel: (value: string) => `Use ${value} first`,
    remove: "Remove",
    removeLabel: (value: string) => `Remove ${value}`,
    code: (value: string) => `The six digits that were sent to ${value}.`,
    until: (iso: string, tries: number) =>
      `Good until ${time(iso)}, ${tries === 1 ? "one try" : `${tries} tries`} left.`,
    verify: "Confirm",
    resend: "Send another code",
    sent: (value: string) => `A code is on its way to ${value}. Look into your messages.`,
    confirmed: (value: string) => `${value} is confirmed.`,
    removed: (value: string) => `${value} is removed.`,
    first: (value: string) => `${value} is used first now.`,
    wrongCode: (tries: number) =>
      tries === 0
        ? "That is not the code, and this one is used up. Send another."
        : `That is not the code. ${tries === 1 ? "One try is" : `${tries} tries are`} left.`,
    tooMany: (seconds: number | null) =>
      `Too many codes within the hour. Look into your messages, or try again${seconds === null ? " later" : ` in ${count(minutesOf(seconds), "minute", "minutes")}`}.`,
    noAddress: "That does not look like an address. Please check it.",
    noNumber: "That does not look like a number with its country, such as +44 20 7946 0000.",
  },

  research: {
    title: "Research",
    label: "Researchers may read it without my name.",
    text: "You can change this whenever you like. Taken back, it counts at once, for all your conversations here.",
    on: "Researchers may read it from now on.",
    off: "Taken back. Nothing of yours goes to research any more.",
  },

  transcript: {
    title: "Take it with you",
    text: "Everything that was said, by you, by who you talk with and by the coach.",
    page: "Open it to read or print",
    opened: "It opened in another tab.",
    blocked: "Your browser did not open a tab.",
    link: "Open it from here. It opens once, in the next five minutes.",
    download: "Download as data (JSON)",
    downloaded: "It is in your downloads.",
    file: (date: string) => `Transcript ${date}.json`,
  },

  erase: {
    title: "Delete everything",
    text: "You can take all of it back, for good.",
    open: "Delete everything…",
    sure: "Delete everything for good?",
    goes: "This goes:",
    going: [
      "Your name, accounts, addresses and sign-ins, on every device.",
      "Every word that was said, by you, by who you talk with and by the coach.",
      "What staff wrote about you. Your invitation link stops working.",
    ],
    everywhere: "Because you have signed in: in all your invitations, on all sites.",
    stays: "This stays, and belongs to nobody:",
    staying: ["That there were conversations, when, and what they used.", "That they were deleted."],
    first: "If you want to keep it, take it with you first. It cannot be brought back.",
    yes: "Delete everything for good",
    no: "Keep everything",
    busy: "Deleting",
  },

  /** by code; what is not here is told as anywhere else */
  problems: {
    "last-identity": "This is your only way in. Add another account first, then remove this one.",
    "code-expired": "This code is no longer good. Send another.",
    "contact-taken": "Somebody else has confirmed this meanwhile. Nothing was changed.",
    "no-sender": "Nothing here can send a code there. Use e-mail.",
    "erasure-refused": "Staff cannot delete themselves here. Please ask whoever runs this site.",
    "use-console": "Staff manage their accounts in the console. Nothing was changed.",
    "not-found": "This is gone already.",
    unreachable: "The service cannot be reached just now. Nothing was changed.",
  },
});
