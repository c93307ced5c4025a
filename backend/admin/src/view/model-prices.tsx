import { useSignal } from "@preact/signals";
import { priceIn, type PresetPage } from "../state/preset-page.ts";
import { text } from "../text/en.ts";
import { DoneLine } from "./done-line.tsx";
import { LineField } from "./line-field.tsx";
import { Loaded } from "./loaded.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

const words = text.presets.prices;
const isCurrency = (typed: string): boolean => /^[A-Z]{3}$/.test(typed);

const PriceForm = ({ page, onDone }: { page: PresetPage; onDone: () => void }) => {
  const model = useSignal("");
  const input = useSignal("");
  const output = useSignal("");
  const currency = useSignal("USD");
  const [inPrice, outPrice] = [priceIn(input.value), priceIn(output.value)];
  const sendable =
    /^[\w.:@/-]+$/.test(model.value.trim()) && inPrice !== null && outPrice !== null && isCurrency(currency.value);
  const { setPrice } = page;
  const wrong = (typed: string, price: number | null): string | null =>
    typed !== "" && price === null ? words.wrong : null;
  const send = async (): Promise<void> => {
    if (!sendable || inPrice === null || outPrice === null) return;
    const price = { model: model.peek().trim(), inputPerMillion: inPrice, outputPerMillion: outPrice };
    if (!(await setPrice.run({ ...price, currency: currency.peek() }))) return;
    model.value = "";
    input.value = "";
    output.value = "";
    onDone();
  };
  return (
    <form
      class="price-form"
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <LineField
        label={words.model}
        value={model.value}
        most={120}
        mono
        onInput={(value) => void (model.value = value)}
      />
      <LineField
        label={words.input}
        value={input.value}
        most={12}
        inputMode="decimal"
        wrong={wrong(input.value, inPrice)}
        onInput={(value) => void (input.value = value)}
      />
      <LineField
        label={words.output}
        value={output.value}
        most={12}
        inputMode="decimal"
        wrong={wrong(output.value, outPrice)}
        onInput={(value) => void (output.value = value)}
      />
      <LineField
        label={words.currency}
        value={currency.value}
        most={3}
        wrong={isCurrency(currency.value) ? null : words.wrongCurrency}
        onInput={(value) => void (currency.value = value.toUpperCase())}
      />
      <button type="submit" class="button" disabled={!sendable || setPrice.running.value}>
        {setPrice.running.value ? words.setting : words.set}
      </button>
      <ProblemNotice title={words.setFailed} problem={setPrice.problem.value} />
    </form>
  );
};

/** Staff's own figures of what models cost: what estimates in money are made from. */
export const ModelPrices = ({ page, admin }: { page: PresetPage; admin: boolean }) => {
  const done = useSignal("");
  const { state, load } = page.prices;
  const remove = async (model: string): Promise<void> => {
    done.value = "";
    if (await page.removePrice.run(model)) done.value = words.done;
  };
  return (
    <section class="prices" aria-labelledby="model-prices">
      <h2 id="model-prices">{words.title}</h2>
      <p class="soft">{words.hint}</p>
      <Loaded remote={state.value} rows={2} failed={words.failed} onRetry={() => void load()}>
        {(prices) =>
          prices.length === 0 ? (
            <p class="soft">{words.none}</p>
          ) : (
            <ul class="lines ruled">
              {prices.map((price) => (
                <li key={price.model} class="line">
                  <span>
                    <span class="mono">{price.model}</span>
                    <span class="under-name">
                      {words.perMillion(price.inputPerMillion, price.outputPerMillion, price.currency)}
                    </span>
                  </span>
                  {admin && (
                    <button
                      type="button"
                      class="button quiet bad"
                      aria-label={words.removeNamed(price.model)}
                      onClick={() => void remove(price.model)}
                    >
                      {words.remove}
                    </button>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <DoneLine words={done.value} />
      <ProblemNotice title={words.removeFailed} problem={page.removePrice.problem.value} />
      {admin ? (
        <PriceForm page={page} onDone={() => void (done.value = words.done)} />
      ) : (
        <p class="hint">{words.forAdmins}</p>
      )}
    </section>
  );
};
