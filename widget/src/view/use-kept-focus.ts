import { useEffect, useRef } from "preact/hooks";

/** Where a click takes away what had the focus, it goes on from the box; a focus elsewhere is left where it is. */
export const useKeptFocus = (key: string | number) => {
  const box = useRef<HTMLDivElement>(null);
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    const { activeElement } = (box.current?.getRootNode() ?? document) as Document | ShadowRoot;
    if (!activeElement || activeElement === document.body) box.current?.focus({ preventScroll: true });
  }, [key]);
  return box;
};
