/**
 * The marks by which tools that record what visitors do leave an element out, as their makers document them: rrweb (and
 * Highlight, New Relic, Sentry, PostHog, Mixpanel and Amplitude, which are built on it), FullStory, Mouseflow, Lucky Orange;
 * Sentry, Datadog, Hotjar, LogRocket, Clarity, Smartlook, OpenReplay, Contentsquare, Dynatrace, Matomo, Heap.
 */
const CLASSES = [
  "rr-block",
  "highlight-block",
  "nr-block",
  "sentry-block",
  "ph-no-capture",
  "mp-block",
  "amp-block",
  "fs-exclude",
  "mf-excluded",
  "lo-sensitive",
];
const ATTRIBUTES: Readonly<Record<string, string>> = {
  "data-sentry-block": "",
  "data-sentry-mask": "",
  "data-nr-block": "",
  "data-dd-privacy": "hidden",
  "data-hj-suppress": "",
  "data-private": "",
  "data-clarity-mask": "true",
  "data-sl": "exclude",
  "data-recording-disable": "",
  "data-openreplay-hidden": "",
  "data-cs-mask": "",
  "data-dtrum-mask": "",
  "data-matomo-mask": "",
  "data-heap-redact-text": "true",
};

/** Asks recorders of sessions to leave the element out. A request: what a script of the page may read, it can read. */
export const markPrivate = (element: HTMLElement): void => {
  element.classList.add(...CLASSES);
  for (const [name, value] of Object.entries(ATTRIBUTES)) element.setAttribute(name, value);
};
