/**
 * What stands beside the main line, in one file that is fetched while the scene is looked at: other lines, private
 * questions, the row below the words, and what is read out.
 */
export { AskPanel } from "./ask-panel.tsx";
export { CopyButton, copyOf } from "./copy-button.tsx";
export { MineActs } from "./mine-acts.tsx";
export { Announcer } from "./announcer.tsx";
export { LineBegins } from "./line-begins.tsx";
export { LineSwitcher } from "./line-switcher.tsx";
export { TryLine } from "./try-line.tsx";
export { Under } from "./under.tsx";
