import { createContext } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import type { Console } from "../state/console.ts";

const ConsoleContext = createContext<Console | null>(null);
export const ConsoleProvider = ConsoleContext.Provider;

export const useConsole = (): Console => {
  const console = useContext(ConsoleContext);
  if (console === null) throw new Error("a console screen is shown outside ConsoleProvider");
  return console;
};

const disposeOf = (model: object & { dispose?: () => void }): void => model.dispose?.();

/** A model that lives as long as the screen that made it, and anew where `key` changes. */
export const useModel = <M extends object>(create: () => M, key: string): M => {
  const model = useMemo(create, [key]);
  useEffect(() => () => disposeOf(model), [model]);
  return model;
};
