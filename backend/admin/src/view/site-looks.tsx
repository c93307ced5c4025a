import { useSignal } from "@preact/signals";
import { DEFAULTS, themeRule, tooClose, TOKENS, type Shade, type Token, type TooClose } from "../state/contrast.ts";
import type { Theme } from "../state/types.ts";
import { text } from "../text/en.ts";
import { Command } from "./command.tsx";
import { DoneLine } from "./done-line.tsx";
import { Icon } from "./icon.tsx";
import { ProblemNotice } from "./problem-notice.tsx";
import type { SitePart } from "./site-people.tsx";

const words = text.sites.looks;
const nameOf = (token: Token): string => words.token[token] ?? token;

const Warning = ({ pair: { on, under, shade, ratio, least } }: { pair: TooClose }) => (
  <p class="warn row top">
    <Icon name="stuck" />
    {words.tooClose(nameOf(on), nameOf(under), words[shade], ratio, least)}
  </p>
);

type SwatchProps = { token: Token; theme: Theme; onChange: (theme: Theme) => void; editable: boolean };
const Swatch = ({ token, theme, onChange, editable }: SwatchProps) => {
  const colour = theme[token] ?? DEFAULTS[token];
  const own = theme[token] !== undefined;
  const set = (shade: Shade, value: string): void => onChange({ ...theme, [token]: { ...colour, [shade]: value } });
  const reset = (): void => {
    const { [token]: _gone, ...rest } = theme;
    onChange(rest);
  };
  return (
    <li class="swatch">
      <span>
        {nameOf(token)}
        <span class="under-name mono">{token}</span>
      </span>
      {(["light", "dark"] as const).map((shade) => (
        <label key={shade} class="colour">
          <input
            type="color"
            aria-label={words.colourOf(nameOf(token), words[shade])}
            value={colour[shade]}
            disabled={!editable}
            onInput={(event) => set(shade, event.currentTarget.value)}
          />
          <span class="small soft">{words[shade]}</span>
        </label>
      ))}
      {own && editable && (
        <p class="hint">
          <button type="button" class="button quiet" aria-label={words.resetNamed(nameOf(token))} onClick={reset}>
            {words.reset}
          </button>
        </p>
      )}
    </li>
  );
};

/** The widget's colours on this site; what cannot be read is said, and not refused. */
export const SiteLooks = ({ page, site, admin }: SitePart) => {
  const theme = useSignal<Theme>(site.theme);
  const done = useSignal("");
  const { saveLooks } = page;
  const close = tooClose(theme.value);
  const rule = themeRule(theme.value);
  const send = async (): Promise<void> => {
    done.value = "";
    if (await saveLooks.run(theme.peek())) done.value = words.done;
  };
  return (
    <section aria-labelledby="looks-of-site">
      <h2 id="looks-of-site">{words.title}</h2>
      <p class="soft">{words.hint}</p>
      <ul class="swatches">
        {TOKENS.map((token) => (
          <Swatch
            key={token}
            token={token}
            theme={theme.value}
            editable={admin}
            onChange={(changed) => void (theme.value = changed)}
          />
        ))}
      </ul>
      <div aria-live="polite">
        {close.length === 0 ? (
          <p class="soft">{words.fine}</p>
        ) : (
          close.map((pair) => <Warning key={`${pair.on} ${pair.under} ${pair.shade}`} pair={pair} />)
        )}
      </div>
      {admin && (
        <p>
          <button type="button" class="button" disabled={saveLooks.running.value} onClick={() => void send()}>
            {saveLooks.running.value ? words.saving : words.save}
          </button>
        </p>
      )}
      <DoneLine words={done.value} />
      <ProblemNotice title={words.failed} problem={saveLooks.problem.value} />
      {rule !== "" && (
        <>
          <p class="soft">{words.rule}</p>
          <Command value={rule} label={words.copyRule} />
        </>
      )}
    </section>
  );
};
