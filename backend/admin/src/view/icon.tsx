import type { ComponentChildren } from "preact";

// One 16 px grid, one 1.5 stroke.
const SHAPES = {
  search: () => (
    <>
      <circle cx="7" cy="7" r="4.5" />
      <path d="m10.5 10.5 3 3" />
    </>
  ),
  plus: () => <path d="M8 3v10M3 8h10" />,
  unopened: () => (
    <>
      <rect x="2" y="3.5" width="12" height="9" rx="1.5" />
      <path d="m2.5 5 5.5 4 5.5-4" />
    </>
  ),
  opened: () => (
    <>
      <path d="M2 6.5v5A1.5 1.5 0 0 0 3.5 13h9a1.5 1.5 0 0 0 1.5-1.5v-5L8 2.5z" />
      <path d="m2.5 7 5.5 3 5.5-3" />
    </>
  ),
  claimed: () => (
    <>
      <circle cx="8" cy="5.5" r="2.5" />
      <path d="M3 13.5c.6-2.5 2.5-4 5-4s4.4 1.5 5 4" />
    </>
  ),
  active: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <circle cx="8" cy="8" r="1.5" fill="currentColor" />
    </>
  ),
  live: () => <circle cx="8" cy="8" r="4" fill="currentColor" stroke="none" />,
  stuck: () => (
    <>
      <path d="M8 2.5 14 13H2z" />
      <path d="M8 6.5v3M8 11.3v.01" />
    </>
  ),
  exhausted: () => (
    <>
      <rect x="1.5" y="5" width="11" height="6.5" rx="1.5" />
      <path d="M14.5 7.2v2.1M4 7.2v2.1" />
    </>
  ),
  completed: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m5.5 8.2 1.7 1.7 3.3-3.6" />
    </>
  ),
  expired: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M8 5v3.2l2 1.3" />
    </>
  ),
  revoked: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="m4.2 11.8 7.6-7.6" />
    </>
  ),
  sessions: () => (
    <>
      <path d="M2.5 4A1.5 1.5 0 0 1 4 2.5h8A1.5 1.5 0 0 1 13.5 4v5A1.5 1.5 0 0 1 12 10.5H7L4 13.5v-3A1.5 1.5 0 0 1 2.5 9z" />
    </>
  ),
  book: () => <path d="M3 3.5A1 1 0 0 1 4 2.5h8.5v11H4a1 1 0 0 1-1-1zM10 2.5v11" />,
  copy: () => (
    <>
      <rect x="5.5" y="5.5" width="8" height="8" rx="1.5" />
      <path d="M10.5 3.5a1 1 0 0 0-1-1h-6a1 1 0 0 0-1 1v6a1 1 0 0 0 1 1" />
    </>
  ),
  chevron: () => <path d="m6 3.5 4.5 4.5L6 12.5" />,
  close: () => <path d="m4 4 8 8M12 4l-8 8" />,
  check: () => <path d="m3.5 8.5 3 3 6-7" />,
  pause: () => <path d="M5.5 3.5v9M10.5 3.5v9" />,
  note: () => <path d="M3 3.5h10M3 8h10M3 12.5h6" />,
  leave: () => <path d="M9.5 3H4a1 1 0 0 0-1 1v8a1 1 0 0 0 1 1h5.5M7 8h7m-2.5-2.5L14 8l-2.5 2.5" />,
  link: () => (
    <path d="M6.8 9.2a2.6 2.6 0 0 0 3.7 0l2.2-2.2A2.6 2.6 0 0 0 9 3.3l-.8.8M9.2 6.8a2.6 2.6 0 0 0-3.7 0L3.3 9A2.6 2.6 0 0 0 7 12.7l.8-.8" />
  ),
  people: () => (
    <>
      <circle cx="6" cy="5.5" r="2.2" />
      <path d="M1.8 13c.4-2.3 2-3.6 4.2-3.6s3.8 1.3 4.2 3.6M10.4 3.5a2.2 2.2 0 0 1 0 4M11.8 9.8c1.3.5 2.1 1.6 2.4 3.2" />
    </>
  ),
  site: () => (
    <>
      <circle cx="8" cy="8" r="5.5" />
      <path d="M2.5 8h11M8 2.5c3.4 3.2 3.4 7.8 0 11M8 2.5c-3.4 3.2-3.4 7.8 0 11" />
    </>
  ),
  key: () => (
    <>
      <circle cx="5" cy="11" r="2.5" />
      <path d="m6.8 9.2 6.7-6.7M10.5 5.5l2 2" />
    </>
  ),
  trail: () => <path d="M6 4h7.5M6 8h7.5M6 12h7.5M2.5 4h.01M2.5 8h.01M2.5 12h.01" />,
  outbox: () => (
    <>
      <path d="M2.5 9.5v3A1 1 0 0 0 3.5 13.5h9a1 1 0 0 0 1-1v-3" />
      <path d="M8 10V2.5M5 5.5l3-3 3 3" />
    </>
  ),
  chart: () => <path d="M2.5 13.5h11M4.5 11V8M8 11V3.5M11.5 11V6" />,
  take: () => (
    <>
      <path d="M2.5 10.5v2a1 1 0 0 0 1 1h9a1 1 0 0 0 1-1v-2" />
      <path d="M8 2.5v8M5 7.5l3 3 3-3" />
    </>
  ),
  gauge: () => (
    <>
      <path d="M2.5 11.5a5.5 5.5 0 1 1 11 0" />
      <path d="m8 11.5 2.5-3.5" />
    </>
  ),
  up: () => <path d="m4 10 4-4 4 4" />,
  more: () => <path d="m4 6 4 4 4-4" />,
  simulator: () => (
    <>
      <rect x="2.5" y="4" width="11" height="8.5" rx="1.5" />
      <path d="M6 7.5v1.5M10 7.5v1.5M8 4V2" />
    </>
  ),
} satisfies Record<string, () => ComponentChildren>;

export type IconName = keyof typeof SHAPES;
export const Icon = ({ name }: { name: IconName }) => (
  <svg class="icon" viewBox="0 0 16 16" aria-hidden="true" focusable="false">
    {SHAPES[name]()}
  </svg>
);

export const Mark = () => (
  <svg class="mark" viewBox="0 0 20 20" aria-hidden="true" focusable="false">
    <path d="M3 5h9M3 9h9M3 13h6" />
    <path class="mark-rule" d="M15.5 3.5v13" />
  </svg>
);
