import type { StaffSite } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Command } from "./command.tsx";

const words = text.sites;
type Part = { site: StaffSite };

const escape = (value: string): string =>
  value.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");

/** The tag as docs/embedding.md has it. The console stands on the API's own origin. */
export const snippetFor = (origin: string, key: string): string =>
  `<script async src="${origin}/widget.js" data-site="${escape(key)}"></script>`;

const policyFor = (origin: string, voice: boolean): string =>
  `script-src ${origin}; connect-src ${origin}${voice ? `; media-src ${origin} blob:` : ""}`;

export const SiteEmbed = ({ site }: Part) => (
  <section aria-labelledby="embed-it">
    <h2 id="embed-it">{words.snippet}</h2>
    <p class="soft">{words.snippetHint}</p>
    <Command value={snippetFor(location.origin, site.key)} label={words.copySnippet} />
    <p class="soft">{words.policy}</p>
    <Command value={policyFor(location.origin, site.voice)} />
  </section>
);
