import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { now } from "../state/clock.ts";
import { OVERLAPS } from "../state/site-page.ts";
import type { MadeSiteKey, SiteKeyView } from "../state/types.ts";
import { text } from "../text/en.ts";
import { ActPanel, Confirm } from "./act-panel.tsx";
import { DoneLine } from "./done-line.tsx";
import { Loaded } from "./loaded.tsx";
import { Moment } from "./moment.tsx";
import { SecretField } from "./secret-field.tsx";
import { Segments } from "./segments.tsx";
import type { SitePart } from "./site-people.tsx";
import { useActs, type Acts } from "./use-acts.ts";

const words = text.sites;

const Made = ({ made, onDone }: { made: MadeSiteKey; onDone: () => void }) => {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <div class="act-panel">
      <p ref={said} tabIndex={-1} class="strong">
        {words.madeKey}
      </p>
      <SecretField label={words.kid} value={made.kid} copy={words.copyKid} />
      <SecretField label={words.secret} value={made.secret} copy={words.copySecret} primary />
      <p class="hint">{words.madeKeyHint}</p>
      <div class="row">
        <button type="button" class="button" onClick={onDone}>
          {words.putAway}
        </button>
      </div>
    </div>
  );
};

const Key = ({ siteKey, acts, clear }: { siteKey: SiteKeyView; acts: Acts; clear: () => void }) => (
  <li class="line">
    <span>
      <span class="mono">{siteKey.kid}</span>
      <span class="under-name">
        {words.keyMade} <Moment at={siteKey.createdAt} how="day-and-clock" />,{" "}
        {siteKey.retiresAt === null ? words.keyForever : words.keyRetires(siteKey.retiresAt, now.value)}
      </span>
    </span>
    <button class="button quiet bad" aria-label={words.endKeyNamed(siteKey.kid)} {...acts.opens(siteKey.kid, clear)}>
      {words.endKey}
    </button>
  </li>
);

const MakeKey = ({ page, acts, others }: Pick<SitePart, "page"> & { acts: Acts; others: boolean }) => {
  // 0 is a choice of its own; a radio's value cannot be null.
  const place = useSignal(0);
  const { makeKey } = page;
  return (
    <ActPanel title={words.makeKeyTitle} onClose={acts.close}>
      <Confirm
        words={{ confirm: words.makeKeyConfirm, running: words.makingKey, failed: words.makeKeyFailed }}
        action={{ ...makeKey, run: () => makeKey.run(OVERLAPS[place.peek()] ?? undefined) }}
        onDone={acts.close}
        onCancel={acts.close}
      >
        {others && (
          <div class="field">
            <span class="field-name">{words.others}</span>
            <Segments
              name="overlap"
              label={words.others}
              options={OVERLAPS.map((hours, value) => ({ value, label: words.overlap(hours) }))}
              value={place.value}
              onChange={(value) => void (place.value = value)}
            />
            <p class="hint">{words.overlapHint}</p>
          </div>
        )}
        {!others && <p class="act-words">{words.keysHint}</p>}
      </Confirm>
    </ActPanel>
  );
};

const EndKey = ({ page, kid, onDone, onClose }: Pick<SitePart, "page"> & EndKeyProps) => (
  <ActPanel title={words.endKeyTitle} onClose={onClose}>
    <Confirm
      words={{ confirm: words.endKeyConfirm, running: words.endingKey, failed: words.endKeyFailed }}
      action={{ ...page.endKey, run: () => page.endKey.run(kid) }}
      bad
      onDone={onDone}
      onCancel={onClose}
    >
      <p class="act-words">
        <span class="mono">{kid}</span>. {words.endKeyDetail}
      </p>
    </Confirm>
  </ActPanel>
);
type EndKeyProps = { kid: string; onDone: () => void; onClose: () => void };

const Listed = ({ page, keys }: Pick<SitePart, "page"> & { keys: SiteKeyView[] }) => {
  const acts = useActs();
  const done = useSignal("");
  const made = page.made.value;
  const clear = (): void => {
    page.makeKey.clear();
    page.endKey.clear();
    done.value = "";
  };
  const asked = keys.find(({ kid }) => kid === acts.open);
  return (
    <>
      {keys.length === 0 && <p class="soft">{words.noKeys}</p>}
      <ul class="lines ruled">
        {keys.map((siteKey) => (
          <Key key={siteKey.kid} siteKey={siteKey} acts={acts} clear={clear} />
        ))}
      </ul>
      <DoneLine home={acts.home} words={done.value} />
      {made !== null && <Made key={made.kid} made={made} onDone={page.putAway} />}
      {made === null && (
        <p>
          <button class="button" {...acts.opens("make", clear)}>
            {words.makeKey}
          </button>
        </p>
      )}
      {acts.open === "make" && <MakeKey page={page} acts={acts} others={keys.length > 0} />}
      {asked !== undefined && (
        <EndKey
          key={asked.kid}
          page={page}
          kid={asked.kid}
          onDone={() => {
            done.value = words.endKeyDone;
            acts.close();
          }}
          onClose={acts.close}
        />
      )}
    </>
  );
};

/** The keys by which the site's backend says who somebody is: an admin's to give. */
export const SiteKeys = ({ page, admin }: SitePart) => {
  useEffect(() => {
    if (admin) void page.keys.load();
  }, []);
  return (
    <section aria-labelledby="signing-keys">
      <h2 id="signing-keys">{words.keys}</h2>
      <p class="soft">{admin ? words.keysHint : words.keysForAdmins}</p>
      {admin && (
        <Loaded remote={page.keys.state.value} rows={2} failed={words.keysFailed} onRetry={() => void page.keys.load()}>
          {(keys) => <Listed page={page} keys={keys} />}
        </Loaded>
      )}
    </section>
  );
};
