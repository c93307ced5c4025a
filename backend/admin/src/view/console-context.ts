import { createContext } from "preact";
import { useContext, useEffect, useMemo } from "preact/hooks";
import type { Console } from "../state/console.ts";
import type { StaffMe } from "../state/types.ts";

const ConsoleContext = createContext<Console | null>(null);
export const ConsoleProvider = ConsoleContext.Provider;

export const useConsole = (): Console => {
  const console = useContext(ConsoleContext);
  if (console === null) throw new Error("a console screen is shown outside ConsoleProvider");
  return console;
};

/** Who is signed in; screens are shown to nobody else. */
export const useMe = (): StaffMe => {
  const { value } = useConsole().who;
  if (value.at !== "signed-in") throw new Error("a console screen is shown to nobody");
  return value.me;
};

const disposeOf = (model: object & { dispose?: () => void }): void => model.dispose?.();

/** A model that lives as long as the screen that made it, and anew where `key` changes. */
export const useModel = <M extends object>(create: () => M, key: string): M => {
  const model = useMemo(create, [key]);
  useEffect(() => () => disposeOf(model), [model]);
  return model;
};
