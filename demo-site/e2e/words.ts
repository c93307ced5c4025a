import { en } from "../../widget/src/text/en.ts";
import { enBeside } from "../../widget/src/text/en-beside.ts";
import { enApart } from "../../widget/src/text/en-apart.ts";
import { enPages } from "../../widget/src/text/en-pages.ts";
import { enVoice } from "../../widget/src/text/en-voice.ts";

const together = { ...enPages, ...enApart, ...en, beside: enBeside, voice: enVoice };
const tables: readonly object[] = [en, enApart, enPages];

/** What the widget's buttons and headings say, whichever file of the panel they come with, in the language that is spoken now. */
export const words = new Proxy(together, {
  get: (known, key) => Reflect.get(tables.find((table) => key in table) ?? known, key) as unknown,
});
export { firstWords } from "../../widget/src/state/list-lines.ts";
export { text as consoleWords } from "../../backend/admin/src/text/en.ts";
export { launcherText } from "../../widget/src/text/en-launcher.ts";
