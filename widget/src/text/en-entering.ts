/** What the browser's console says to who runs the page. */
export const enEntering = {
  refused: (origin: string, command: string) =>
    `Sidecoach: ${origin} may not use this API. To allow it, run on the server:\n\n  ${command}\n`,
};
