// @vitest-environment happy-dom
import { act, cleanup, render } from "@testing-library/preact";
import { useRef } from "preact/hooks";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useSeen } from "../src/view/use-seen.ts";

let cross = (_isIntersecting: boolean): void => {};
/** Down to which height of the page something lies over it. */
let coveredFrom = Infinity;
const seen = vi.fn();

const Note = () => {
  const element = useRef<HTMLDivElement>(null);
  useSeen(element, 7, seen);
  return <div ref={element}>You asked for a day.</div>;
};

beforeEach(() => {
  vi.useFakeTimers();
  seen.mockClear();
  coveredFrom = Infinity;
  vi.stubGlobal(
    "IntersectionObserver",
    class {
      constructor(callback: (entries: { isIntersecting: boolean }[]) => void) {
        cross = (isIntersecting) => callback([{ isIntersecting }]);
      }
      observe() {}
      disconnect() {}
    },
  );
  const { container } = render(<Note />);
  const note = container.firstElementChild as HTMLElement;
  note.getBoundingClientRect = () => ({ left: 0, top: 100, width: 200, height: 100 }) as DOMRect;
  document.elementFromPoint = (_x: number, y: number) => (y < coveredFrom ? note : document.body);
  void act(() => cross(true));
});
afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test("what can be read for a second was seen, once", () => {
  vi.advanceTimersByTime(900);
  expect(seen).not.toHaveBeenCalled();
  vi.advanceTimersByTime(10_000);
  expect(seen.mock.calls).toEqual([[7]]);
});

test("what lies under a panel was not seen, however long; it is once the panel is gone for a second", () => {
  coveredFrom = 0;
  vi.advanceTimersByTime(20_000);
  expect(seen).not.toHaveBeenCalled();
  coveredFrom = Infinity;
  vi.advanceTimersByTime(900);
  expect(seen).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1_000);
  expect(seen).toHaveBeenCalledOnce();
});

test("half of it is enough, less is not, and a short look between is none", () => {
  coveredFrom = 140;
  vi.advanceTimersByTime(5_000);
  expect(seen).not.toHaveBeenCalled();
  coveredFrom = Infinity;
  vi.advanceTimersByTime(600);
  coveredFrom = 140;
  vi.advanceTimersByTime(600);
  coveredFrom = Infinity;
  vi.advanceTimersByTime(600);
  expect(seen).not.toHaveBeenCalled();
  coveredFrom = 170;
  vi.advanceTimersByTime(1_500);
  expect(seen).toHaveBeenCalledOnce();
});

test("a tab behind, and what was scrolled away, was not seen", () => {
  const visibility = vi.spyOn(document, "visibilityState", "get").mockReturnValue("hidden");
  vi.advanceTimersByTime(5_000);
  visibility.mockRestore();
  void act(() => cross(false));
  vi.advanceTimersByTime(5_000);
  expect(seen).not.toHaveBeenCalled();
});
