import { memo, useId } from 'react';
import { Bar, BarChart, CartesianGrid, XAxis, YAxis } from 'recharts';
import { totalOf, type ChartBar, type ChartKind } from './bars';
import { paintOf, Patterns } from './looks';
import { ticksFor, writtenLabels } from './ticks';

/** Pixels left of the bars where the axis is written. */
export const AXIS_PX = 40;
/** A digit or letter of the 11 px axis is this wide at most, on the average of a label. */
const LETTER_PX = 6.2;
const axisText = { fontSize: 11, fill: 'var(--ink-3)' } as const;

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
  const band = (width - (bare ? 0 : AXIS_PX)) / Math.max(1, bars.length);
  const widest = Math.max(0, ...bars.map(({ label }) => label.length)) * LETTER_PX;
  const written = writtenLabels(bars.length, widest, band);
  const labels = new Map(bars.map(({ key, label }, place) => [key, written.has(place) ? label : '']));
  return (
    <BarChart
      width={width}
      height={height}
      data={[...bars]}
      margin={{ top: 6, right: 0, bottom: 0, left: 0 }}
      barCategoryGap={band > 12 ? '22%' : 1}
      accessibilityLayer={false}
      style={{ forcedColorAdjust: 'none', pointerEvents: 'none' }}
    >
      <Patterns id={id} />
      {!bare && <CartesianGrid vertical={false} stroke="var(--line)" />}
      <YAxis
        hide={bare}
        width={AXIS_PX}
        domain={[0, ticks.at(-1) ?? 1]}
        ticks={ticks}
        interval={0}
        axisLine={false}
        tickLine={false}
        tick={axisText}
        tickFormatter={(value: number) => value.toLocaleString('en-US')}
      />
      <XAxis
        hide={bare}
        dataKey="key"
        height={22}
        interval={0}
        tickLine={false}
        axisLine={{ stroke: 'var(--line-strong)' }}
        tick={axisText}
        tickFormatter={(key: string) => labels.get(key) ?? ''}
      />
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
});
