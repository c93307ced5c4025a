import { SidecoachElement } from "./element.ts";
import { fetchChecked } from "./fetch-checked.ts";
import type { Asked, CheckedFile, Embedding, EmbeddingModule, Loader } from "./loader.ts";
import { homeOf, rootOf, TAG } from "./options.ts";
import type { PanelModule } from "./panel-handle.ts";

/** what needs the panel (start, open, toggle): it is fetched at the same time */
const OPENS = /^(st|op|to)/;
/** being there, and being told so: that can wait until the page has drawn itself */
const WAITS = "a";
const IDLE_MS = 200;
const COMES_IN = /(invitation|sign-in)=/;
type Call = (verb: string, given?: unknown, more?: unknown) => void;

const boot = (script: HTMLScriptElement): void => {
  const waiting: Asked[] = [];
  let embedding: Embedding | null = null;

  const fetch: Loader["fetch"] = async (file) => {
    await fetchChecked(file, script.nonce);
    return import(/* @vite-ignore */ file[0]);
  };
  /** A file of ours, once. Browsers keep a module that did not come as failed, so another try goes by another address. */
  const part = <T>([name, integrity]: CheckedFile): ((anew?: boolean) => Promise<T>) => {
    let folder = rootOf(script.src) + FOLDER;
    let fetched: Promise<unknown> | null = null;
    return (anew) => {
      if (!fetched || anew) {
        fetched = fetch([folder + name, integrity]);
        fetched.catch(() => (fetched = null));
        folder += "~";
      }
      return fetched as Promise<T>;
    };
  };
  const panel = part<PanelModule>(PANEL_FILE);
  const rest = part<EmbeddingModule>(EMBEDDING_FILE);
  const warm = (): void => void panel().catch(() => {});
  const start = (): void =>
    void rest().then(
      ({ startEmbedding }) => {
        embedding ??= startEmbedding({ fetch, panel });
        for (const asked of waiting.splice(0)) embedding.answer(...asked);
      },
      () => {
        for (const [element, verb] of waiting) if (OPENS.test(verb)) element?.launcher?.say("failed");
      },
    );
  const ask = (...asked: Asked): void => {
    const [element, verb] = asked;
    if (OPENS.test(verb)) {
      element?.launcher?.say("loading");
      warm();
    }
    if (embedding) return embedding.answer(...asked);
    waiting.push(asked);
    if (verb[0] !== WAITS) start();
  };
  Object.assign(SidecoachElement, { script, ask, warm });
  customElements.define(TAG, SidecoachElement);
  const queued = window.Sidecoach?.q ?? [];
  const call: Call = (...asked) => ask(null, ...asked);
  window.Sidecoach = call;

  if (script.dataset["mode"] !== "manual") {
    const element = document.createElement(TAG) as HTMLElement as SidecoachElement;
    document.querySelector(homeOf(script))?.append(element);
    ask(element, "add", script);
  }
  for (const asked of queued) call(...(asked as unknown as Parameters<Call>));
  if (COMES_IN.test(location.hash)) warm();
  setTimeout(start, IDLE_MS);
};

const script = document.currentScript as HTMLScriptElement | null;
// a further tag is taken up by what the first has started
if (script && customElements.get(TAG)) (window.Sidecoach as Call)("add", script);
else if (script) boot(script);
