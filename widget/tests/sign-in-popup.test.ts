// @vitest-environment happy-dom
import { afterEach, describe, expect, test, vi } from "vitest";
import { answerPopup, openBlank } from "../src/state/sign-in-popup.ts";

const API = "https://api.test";
/** another window, perhaps of the same site */
const stranger = { postMessage: vi.fn() };
const ready = { type: "sidecoach-sign-in-ready", id: "s1" };

/** A page that hears what the test tells it, and a popup that it opened. */
const opened = () => {
  const popup = { postMessage: vi.fn(), close: vi.fn(), closed: false, location: { replace: vi.fn() } };
  const page = new EventTarget();
  const onHeard = vi.fn();
  const stop = answerPopup(popup, { origin: API, id: "s1", intent: "INTENT", onHeard }, page);
  const tell = (data: unknown, origin = API, source: unknown = popup): void =>
    void page.dispatchEvent(Object.assign(new Event("message"), { data, origin, source }));
  return { popup, tell, stop, onHeard };
};

describe("the popup that says that it is ready", () => {
  test("gets the intent, at exactly the API's origin", () => {
    const { popup, tell, onHeard } = opened();
    tell(ready);
    expect(popup.postMessage).toHaveBeenCalledExactlyOnceWith(
      { type: "sidecoach-sign-in-intent", id: "s1", intent: "INTENT" },
      API,
    );
    expect(onHeard).toHaveBeenCalledOnce();
  });

  test("and says it again, after a reload of its own, gets it again", () => {
    const { popup, tell } = opened();
    tell(ready);
    tell(ready);
    expect(popup.postMessage).toHaveBeenCalledTimes(2);
  });

  test.each<[string, unknown, string, unknown]>([
    ["of a foreign origin", ready, "https://evil.test", undefined],
    ["of the host page's own origin", ready, location.origin, undefined],
    ["of an opaque origin", ready, "null", undefined],
    ["of an origin that begins like it", ready, `${API}.evil.test`, undefined],
    ["of the same host by http", ready, "http://api.test", undefined],
    ["of the same host at another port", ready, `${API}:8443`, undefined],
    ["of another window at the API's origin", ready, API, stranger],
    ["of this very page", ready, API, window],
    ["of no window", ready, API, null],
    ["about another sign-in", { ...ready, id: "s2" }, API, undefined],
    ["without an id", { type: ready.type }, API, undefined],
    ["of another type", { ...ready, type: "sidecoach-sign-in-intent" }, API, undefined],
    ["that is a text", JSON.stringify(ready), API, undefined],
    ["that is null", null, API, undefined],
    ["that is nothing", undefined, API, undefined],
  ])("a message %s is none", (_, data, origin, source) => {
    const { popup, tell, onHeard } = opened();
    const others = vi.spyOn(window, "postMessage").mockImplementation(() => {});
    if (source === undefined) tell(data, origin);
    else tell(data, origin, source);
    expect(popup.postMessage).not.toHaveBeenCalled();
    expect(others).not.toHaveBeenCalled();
    expect(stranger.postMessage).not.toHaveBeenCalled();
    expect(onHeard).not.toHaveBeenCalled();
  });

  test("is not answered any more once it is stopped", () => {
    const { popup, tell, stop } = opened();
    stop();
    tell(ready);
    expect(popup.postMessage).not.toHaveBeenCalled();
  });
});

describe("the blank window", () => {
  afterEach(() => void vi.restoreAllMocks());

  test("keeps its opener, which the API's page has to reach once", () => {
    const open = vi.spyOn(window, "open").mockReturnValue(null);
    openBlank("One moment…");
    expect(open).toHaveBeenCalledExactlyOnceWith("", "_blank", expect.not.stringContaining("noopener"));
  });

  test("that a blocker kept away is null", () => {
    vi.spyOn(window, "open").mockReturnValue(null);
    expect(openBlank("One moment…")).toBeNull();
  });
});
