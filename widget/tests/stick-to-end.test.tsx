// @vitest-environment happy-dom
import { act, cleanup, fireEvent, render } from "@testing-library/preact";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { useStickToEnd } from "../src/view/use-stick-to-end.ts";

let notice = (): void => {};
beforeEach(() => {
  vi.stubGlobal(
    "ResizeObserver",
    class {
      constructor(callback: () => void) {
        notice = callback;
      }
      observe() {}
      disconnect() {}
    },
  );
});
afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
});

const Scroller = () => {
  const { scroller, content } = useStickToEnd();
  return (
    <div ref={scroller}>
      <div ref={content} />
    </div>
  );
};

/** A box of 500 px with 1,000 px in it, at its end, as a browser would lay it out. */
const layOut = () => {
  const { container } = render(<Scroller />);
  const box = container.firstElementChild as HTMLElement;
  const set = (sizes: Partial<Record<"scrollHeight" | "clientHeight" | "clientWidth" | "scrollTop", number>>): void => {
    for (const [name, value] of Object.entries(sizes))
      Object.defineProperty(box, name, { value, writable: true, configurable: true });
  };
  const scrollTo = (top: number): void => {
    set({ scrollTop: top });
    void act(() => void fireEvent.scroll(box));
  };
  set({ scrollHeight: 1000, clientHeight: 500, clientWidth: 300 });
  notice();
  scrollTo(500);
  return { box, set, scrollTo };
};

test("what is at its end stays there as it grows", () => {
  const { box, set } = layOut();
  set({ scrollHeight: 1200 });
  notice();
  expect(box.scrollTop).toBe(1200);
});

test("a reader who scrolled up is left alone", () => {
  const { box, set, scrollTo } = layOut();
  scrollTo(300);
  set({ scrollHeight: 1200 });
  notice();
  expect(box.scrollTop).toBe(300);
});

test.each([
  ["height", { clientHeight: 460 }],
  ["width", { clientWidth: 280 }],
])("another %s, in which the browser moves it, is no wish to read further up", (_, size) => {
  const { box, set, scrollTo } = layOut();
  set(size);
  scrollTo(0);
  notice();
  expect(box.scrollTop).toBe(1000);
});
