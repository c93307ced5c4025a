import { useEffect, useRef } from "preact/hooks";
import { createNewKey } from "../state/new-key.ts";
import type { StaffApiKeyWithKey } from "../state/types.ts";
import { text } from "../text/en.ts";
import { useConsole, useModel } from "./console-context.ts";
import { NewKeyForm } from "./new-key-form.tsx";
import { SecretField } from "./secret-field.tsx";
import { Sheet } from "./sheet.tsx";

const words = text.keys;

const Made = ({ made, onDone }: { made: StaffApiKeyWithKey; onDone: () => void }) => {
  const said = useRef<HTMLParagraphElement>(null);
  useEffect(() => said.current?.focus(), []);
  return (
    <>
      <div class="sheet-body">
        <p ref={said} tabIndex={-1} class="made-words">
          {words.madeWords(made.name)}
        </p>
        <SecretField label={words.secret} value={made.key} copy={words.copy} primary />
        <p class="hint">{words.usage}</p>
      </div>
      <footer>
        <span class="push row">
          <button type="button" class="button" onClick={onDone}>
            {words.done}
          </button>
        </span>
      </footer>
    </>
  );
};

/** Makes an API key, and shows it this once. */
export const NewKeySheet = ({ onMade, onClose }: { onMade: () => void; onClose: () => void }) => {
  const { api } = useConsole();
  const model = useModel(() => createNewKey(api), "new");
  const made = model.made.value;
  useEffect(() => {
    if (made !== null) onMade();
  }, [made]);
  return (
    <Sheet title={made === null ? words.create : words.madeTitle} onClose={onClose} closesBeside={made === null}>
      {made === null ? <NewKeyForm model={model} onCancel={onClose} /> : <Made made={made} onDone={onClose} />}
    </Sheet>
  );
};
