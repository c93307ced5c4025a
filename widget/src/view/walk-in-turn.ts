/**
 * Tab goes from turn to turn, and stops once at the words and once at the note; the arrow keys go among all that can be done there.
 * A long conversation would otherwise have half a dozen stops in each turn.
 */
export const walkInTurn = (event: KeyboardEvent): void => {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const { target } = event;
  if (step === undefined || !(target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return;
  const turn = target.closest(".exchange, .opener");
  if (!turn) return;
  const stops = [...turn.querySelectorAll<HTMLElement>("button")].filter((one) => one.checkVisibility());
  const at = stops.indexOf(target);
  if (at < 0) return;
  event.preventDefault();
  const onwards = target.matches(":dir(rtl)") ? -step : step;
  stops[(at + onwards + stops.length) % stops.length]?.focus();
};
