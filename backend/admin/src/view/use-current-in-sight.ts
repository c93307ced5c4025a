import { useEffect, useRef } from "preact/hooks";

/** of the side that fades */
const ROOM = 24;

/** How far a row is pushed so that one of its links is in sight: as little as may be, and no link is cut at the front. */
const placeFor = (row: HTMLElement, link: Element): number => {
  const place = row.getBoundingClientRect();
  const { left, right } = link.getBoundingClientRect();
  const front = place.left + (Number.parseFloat(getComputedStyle(row).paddingLeft) || 0) - row.scrollLeft;
  if (left - front < row.scrollLeft) return left - front;
  const least = row.scrollLeft + right - (place.right - ROOM);
  if (least <= row.scrollLeft) return row.scrollLeft;
  const fronts = Array.from(row.children, (child) => child.getBoundingClientRect().left - front);
  return fronts.find((one) => one >= least) ?? least;
};

/** A row of links that may be wider than its place: whenever another one is where one is, or the place changes, that one is in sight. */
export const useCurrentInSight = <T extends HTMLElement>() => {
  const row = useRef<T>(null);
  const shown = useRef<Element | null>(null);
  const show = (): void => {
    const current = row.current?.querySelector("[aria-current]") ?? null;
    shown.current = current;
    if (row.current !== null) row.current.scrollLeft = current === null ? 0 : placeFor(row.current, current);
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
