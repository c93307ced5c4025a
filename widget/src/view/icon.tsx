const PATHS = {
  send: "M8 13V3M3.5 7.5 8 3l4.5 4.5",
  stop: "M4.5 4.5h7v7h-7z",
  out: "M9.5 2.5h-6v11h6M7 8h7M11.5 5.5 14 8l-2.5 2.5",
  down: "m4 6.5 4 4 4-4",
  eye: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM8 6a2 2 0 1 0 0 4 2 2 0 0 0 0-4",
  unseen: "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8ZM3 13.5l10-11",
  offline:
    "M1.5 6.5A9.4 9.4 0 0 1 5 4.3M8.5 3.6a9.4 9.4 0 0 1 6 2.9M4.3 9.3a5.4 5.4 0 0 1 2.2-1.2M8 12.5v.1M2.5 2.5l11 11",
  clock: "M8 2a6 6 0 1 0 0 12A6 6 0 0 0 8 2M8 4.5V8l2.5 1.5",
  again: "M3 2.5v4h4M3.3 6.5A5.5 5.5 0 1 1 2.6 9.5",
  get: "M8 2.5v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11",
  check: "m3 8.5 3.5 3.5L13 4.5",
  flag: "M4 14V2.5h8L10 6l2 3.5H4",
  copy: "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
  margin: "M2 3.5h7M2 8h7M2 12.5h4.5M13 2.5v11",
};
export type IconName = keyof typeof PATHS;

export const Icon = ({ name }: { name: IconName }) => (
  <svg class={`i i-${name}`} viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
);
