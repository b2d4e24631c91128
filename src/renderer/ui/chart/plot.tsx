import { memo, useId } from 'react';
import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from 'recharts';
import { totalOf, type ChartBar, type ChartKind } from './bars';
import { paintOf, Patterns } from './looks';
import { ticksFor, writtenLabels } from './ticks';

/** Pixels left of the bars where the axis is written. */
export const AXIS_PX = 40;
/** And below them, and above the highest line. */
const LABEL_PX = 22;
const ABOVE_PX = 6;
/** A digit or letter of the 11 px axis is this wide at most, on the average of a label. */
const LETTER_PX = 6.2;

/** Bars from zero up, drawn once and without motion. Seen only: names and figures stand around it. */
export const Plot = memo(function Plot({
  bars,
  kinds,
  width,
  height,
  bare = false,
}: {
  bars: readonly ChartBar[];
  kinds: readonly ChartKind[];
  width: number;
  height: number;
  /** No axis and no grid. */
  bare?: boolean;
}) {
  const id = useId().replace(/[^\w-]/g, '');
  const ticks = ticksFor(Math.max(0, ...bars.map(totalOf)));
  const top = ticks.at(-1) ?? 1;
  const left = bare ? 0 : AXIS_PX;
  const band = (width - left) / Math.max(1, bars.length);
  return (
    <div className="relative" style={{ width, height, pointerEvents: 'none' }}>
      <div className="absolute top-0" style={{ left }}>
        <Bars
          bars={bars}
          kinds={kinds}
          ticks={ticks}
          band={band}
          id={id}
          width={Math.max(1, width - left)}
          height={height - (bare ? 0 : LABEL_PX)}
          bare={bare}
        />
      </div>
      {!bare && (
        <>
          {ticks.map((tick) => (
            <span
              key={tick}
              className="absolute -translate-y-1/2 text-right text-[0.6875rem] leading-none text-ink-3 tabular-nums"
              style={{
                width: left - 8,
                top: ABOVE_PX + (1 - tick / top) * (height - LABEL_PX - ABOVE_PX - 1),
              }}
            >
              {tick.toLocaleString('en-US')}
            </span>
          ))}
          <div
            className="absolute right-0 h-px bg-line-strong"
            style={{ left, top: height - LABEL_PX - 1 }}
          />
          <BarLabels bars={bars} band={band} left={left} />
        </>
      )}
    </div>
  );
});

/** The names that fit under the bars. */
function BarLabels({ bars, band, left }: { bars: readonly ChartBar[]; band: number; left: number }) {
  const widest = Math.max(0, ...bars.map(({ label }) => label.length)) * LETTER_PX;
  const written = writtenLabels(bars.length, widest, band);
  return bars.map(({ key, label }, place) =>
    written.has(place) ? (
      <span
        key={key}
        className="absolute bottom-0 -translate-x-1/2 text-[0.6875rem] leading-[1.125rem] whitespace-nowrap text-ink-3"
        style={{ left: left + (place + 0.5) * band }}
      >
        {label}
      </span>
    ) : null,
  );
}

/** The axes are written beside it: measuring their text costs the library more than drawing the bars. */
function Bars({
  bars,
  kinds,
  ticks,
  band,
  id,
  width,
  height,
  bare,
}: {
  bars: readonly ChartBar[];
  kinds: readonly ChartKind[];
  ticks: number[];
  /** Pixels from one bar to the next. */
  band: number;
  id: string;
  width: number;
  height: number;
  bare: boolean;
}) {
  const top = ticks.at(-1) ?? 1;
  return (
    <BarChart
      width={width}
      height={height}
      data={[...bars]}
      margin={{ top: ABOVE_PX, right: 0, bottom: 1, left: 0 }}
      barCategoryGap={band > 12 ? '22%' : 1}
      accessibilityLayer={false}
      style={{ forcedColorAdjust: 'none' }}
    >
      <Patterns id={id} />
      {!bare && <CartesianGrid vertical={false} stroke="var(--line)" />}
      <YAxis hide domain={[0, top]} ticks={ticks} />
      <XAxis hide dataKey="key" />
      {kinds.map(({ name, look }, kind) => (
        <Bar
          key={name}
          dataKey={(bar: ChartBar) => bar.values[kind] ?? 0}
          name={name}
          stackId="all"
          maxBarSize={64}
          isAnimationActive={false}
          {...paintOf(look, id)}
          strokeWidth={band > 5 ? 1 : 0}
          // One event beside a thousand is still seen.
          minPointSize={(value) => (Number(value) > 0 ? 2 : 0)}
        />
      ))}
    </BarChart>
  );
}
