// @vitest-environment happy-dom
import { signal } from "@preact/signals";
import { act, cleanup, fireEvent, render, screen } from "@testing-library/preact";
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

const Scroller = ({ news }: { news: () => string }) => {
  const { scroller, content, missed } = useStickToEnd(news);
  return (
    <>
      <div ref={scroller}>
        <div ref={content} />
      </div>
      {missed.value && <button type="button">New messages</button>}
    </>
  );
};

/** A box of 500 px with 1,000 px in it, at its end, as a browser would lay it out. */
const layOut = () => {
  const news = signal("1");
  const { container } = render(<Scroller news={() => news.value} />);
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
  const come = (now: string): void => void act(() => void (news.value = now));
  return { box, set, scrollTo, come };
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

test("a pixel up is enough to be left alone, and coming near the end again sticks", () => {
  const { box, set, scrollTo } = layOut();
  scrollTo(495);
  set({ scrollHeight: 1200 });
  notice();
  expect(box.scrollTop).toBe(495);
  scrollTo(680);
  set({ scrollHeight: 1300 });
  notice();
  expect(box.scrollTop).toBe(1300);
});

test("what came below is said to a reader who is elsewhere, until the end is seen; a mere change of height is not", () => {
  const { set, scrollTo, come } = layOut();
  come("2");
  expect(screen.queryByRole("button")).toBeNull();
  scrollTo(300);
  set({ scrollHeight: 1200 });
  notice();
  expect(screen.queryByRole("button")).toBeNull();
  come("3");
  expect(screen.getByRole("button")).toBeTruthy();
  scrollTo(700);
  expect(screen.queryByRole("button")).toBeNull();
});
