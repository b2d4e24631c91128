import type { ChartBar, ChartKind } from './bars';
import { Plot } from './plot';

const kinds: readonly ChartKind[] = [{ name: 'Events', look: 'quiet' }];

/** Small bars in a line of text or a row of a table, with the sentence that says what they show. */
export function Sparkline({
  summary,
  counts,
  width = 96,
  height = 24,
}: {
  summary: string;
  counts: readonly number[];
  width?: number;
  height?: number;
}) {
  const bars = counts.map((count, place): ChartBar => {
    const key = String(place);
    return { key, label: '', name: key, values: [count] };
  });
  return (
    <span role="img" aria-label={summary} className="inline-block">
      <Plot bars={bars} kinds={kinds} width={width} height={height} bare />
    </span>
  );
}
