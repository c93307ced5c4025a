import { useMemo } from "preact/hooks";
import { encode } from "uqr";
import { text } from "../text/en.ts";

const QUIET_ZONE = 3;

/** Runs of dark modules as one path: a QR code of SVG nodes, with no style and no data URI. */
const pathOf = (modules: boolean[][]): string =>
  modules
    .flatMap((line, y) =>
      line.flatMap((dark, x) => (dark && line[x - 1] !== true ? [`M${x} ${y}h${runFrom(line, x)}v1H${x}z`] : [])),
    )
    .join("");
const runFrom = (line: boolean[], start: number): number => {
  const end = line.indexOf(false, start);
  return (end < 0 ? line.length : end) - start;
};

const codeOf = (value: string): { size: number; path: string } | null => {
  try {
    const code = encode(value, { ecc: "M", border: QUIET_ZONE });
    return { size: code.size, path: pathOf(code.data) };
  } catch {
    return null;
  }
};

/** Dark on white in both themes: many scanners do not read it the other way round. */
export const QrCode = ({ value, label = text.link.qr }: { value: string; label?: string }) => {
  const code = useMemo(() => codeOf(value), [value]);
  if (code === null) return <p class="small soft">{text.link.tooLong}</p>;
  return (
    <svg
      class="qr"
      viewBox={`0 0 ${code.size} ${code.size}`}
      role="img"
      aria-label={label}
      shape-rendering="crispEdges"
    >
      <rect width={code.size} height={code.size} fill="#ffffff" />
      <path d={code.path} fill="#1d1c1a" />
    </svg>
  );
};
