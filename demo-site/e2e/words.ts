import { en } from "../../widget/src/text/en.ts";
import { enBeside } from "../../widget/src/text/en-beside.ts";
import { enApart } from "../../widget/src/text/en-apart.ts";
import { enPages } from "../../widget/src/text/en-pages.ts";
import { enVoice } from "../../widget/src/text/en-voice.ts";

/** What the widget's buttons and headings say, whichever file of the panel they come with. */
export const words = { ...enPages, ...enApart, ...en, beside: enBeside, voice: enVoice };
export { firstWords } from "../../widget/src/state/list-lines.ts";
export { text as consoleWords } from "../../backend/admin/src/text/en.ts";
export { launcherText } from "../../widget/src/text/en-launcher.ts";
