type Bar = { key: string; value: number; /** said of the bar where one points at it */ label: string };
type Props = { label: string; bars: Bar[]; /** the largest value, as it is said at the top */ most: string };

const HEIGHT = 100;
const UNIT = 10;

/** Bars as plain shapes, without a script's styles: the picture of a table that stands beside it. */
export const BarChart = ({ label, bars, most }: Props) => {
  const top = Math.max(...bars.map(({ value }) => value), 0);
  return (
    <div class="chart">
      <p class="chart-most small soft" aria-hidden="true">
        {most}
      </p>
      <svg
        role="img"
        aria-label={label}
        viewBox={`0 0 ${Math.max(bars.length, 1) * UNIT} ${HEIGHT}`}
        preserveAspectRatio="none"
      >
        {bars.map(({ key, value, label: said }, place) => {
          const height = top === 0 || value === 0 ? 0 : Math.max(1, (value / top) * HEIGHT);
          return (
            <g key={key}>
              <title>{said}</title>
              <rect class="chart-column" x={place * UNIT} y={0} width={UNIT} height={HEIGHT} />
              <rect class="chart-bar" x={place * UNIT + 1} y={HEIGHT - height} width={UNIT - 2} height={height} />
            </g>
          );
        })}
      </svg>
    </div>
  );
};

/** A part of a whole, 0 to 1. */
export const PartBar = ({ part }: { part: number }) => (
  <svg class="part-bar" viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
    <rect class="meter-all" x="0" y="0" width="100" height="6" />
    <rect class="meter-used" x="0" y="0" width={Math.round(part * 1000) / 10} height="6" />
  </svg>
);
