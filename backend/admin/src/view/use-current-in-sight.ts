import { useEffect, useRef } from "preact/hooks";

/** of the side that fades */
const ROOM = 24;

/** A row of links that may be wider than its place: whenever another one is where one is, or the place changes, that one is in sight. */
export const useCurrentInSight = <T extends HTMLElement>() => {
  const row = useRef<T>(null);
  const shown = useRef<Element | null>(null);
  const show = (): void => {
    const current = row.current?.querySelector("[aria-current]") ?? null;
    shown.current = current;
    if (row.current === null || current === null) return;
    const place = row.current.getBoundingClientRect();
    const { left, right } = current.getBoundingClientRect();
    if (left < place.left) row.current.scrollLeft -= place.left - left + ROOM;
    else if (right > place.right - ROOM) row.current.scrollLeft += right - place.right + ROOM;
  };
  useEffect(() => {
    // What somebody has pushed aside stays so while they are here.
    if (row.current?.querySelector("[aria-current]") !== shown.current) show();
  });
  useEffect(() => {
    if (row.current === null) return;
    const watch = new ResizeObserver(show);
    watch.observe(row.current);
    return () => watch.disconnect();
  }, []);
  return row;
};
