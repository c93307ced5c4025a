/** Where the page may not write to the clipboard (no https), the way that browsers had before. */
const copyBySelection = (text: string, beside: HTMLElement): boolean => {
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "ear";
  field.readOnly = true;
  beside.after(field);
  field.select();
  const copied = document.execCommand("copy");
  field.remove();
  beside.focus({ preventScroll: true });
  return copied;
};

/** Puts words on the clipboard; resolves with whether they are there. `beside`: the button that was pressed. */
export const copyWords = async (text: string, beside: HTMLElement): Promise<boolean> => {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text, beside);
  }
};
