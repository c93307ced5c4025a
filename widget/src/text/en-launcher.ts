/** The words of the button that opens the panel; all that the loader brings. */
export const launcherText = {
  open: "Practise a conversation",
  loading: "Opening",
  failed: "Could not open. Try again",
};
