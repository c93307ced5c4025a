import type { SidecoachElement } from "./element.ts";
import type { PanelModule } from "./panel-handle.ts";

/** A script file and its `integrity`, as in a script tag. */
export type CheckedFile = readonly [url: string, integrity: string];
/** What was asked of a widget, or (null) of those of the page, or has happened to it. */
export type Asked = [element: SidecoachElement | null, verb: string, given?: unknown, more?: unknown];

/** What the loader gives to the rest of the embedding, which is fetched once the page is idle or something is asked. */
export type Loader = {
  /** Rejects where the file does not come, or is not what was built. */
  fetch: (file: CheckedFile) => Promise<unknown>;
  /** `anew`: all of its files once more, since one of them did not come */
  panel: (anew?: boolean) => Promise<PanelModule>;
};
export type Embedding = { answer: (...asked: Asked) => void };
export type EmbeddingModule = { startEmbedding: (loader: Loader) => Embedding };
