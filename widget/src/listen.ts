/** Listens to a widget, or to all of a page, until `signal` aborts. What is not a listener is passed over. */
export const listen = (
  to: EventTarget,
  verb: "on" | "off" | "once",
  name: unknown,
  listener: unknown,
  signal: AbortSignal,
): void => {
  if (typeof name !== "string" || typeof listener !== "function") return;
  const type = `sidecoach:${name}`;
  if (verb === "off") to.removeEventListener(type, listener as EventListener);
  else to.addEventListener(type, listener as EventListener, { once: verb === "once", signal });
};
