import { needsOf } from "../state/origin-needs.ts";
import { text } from "../text/en.ts";
import { Icon } from "./icon.tsx";

const FINE = ["same-origin", "another-port"];

/** What would stand in the way of a page of that origin, or what its people should know. */
export const OriginWarnings = ({ origin, voice }: { origin: string; voice: boolean }) => (
  <>
    {needsOf(origin, location.origin, voice).map(({ kind }) => (
      <p key={kind} class={FINE.includes(kind) ? "soft" : "warn row top"}>
        {!FINE.includes(kind) && <Icon name="stuck" />}
        {text.sites.needs.words[kind]}
      </p>
    ))}
  </>
);
