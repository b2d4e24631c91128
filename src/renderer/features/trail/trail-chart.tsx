import { memo, useMemo } from 'react';
import type { TrailFilter } from '../../../shared/domain/trail-filter';
import { counted } from '../../../shared/domain/words';
import { Chart } from '../../ui/chart/chart';
import type { ChartKind } from '../../ui/chart/bars';
import { barSummary, chartBars, unitNames } from './bar-words';
import type { Bucket } from './buckets';
import type { Bars, Taken } from './take-trail';

const kinds: readonly ChartKind[] = [{ name: 'Events', look: 'quiet' }];

/** How many events fit, of how many, and when they were. */
export const TrailChart = memo(function TrailChart({
  filter,
  bars,
  total,
  size,
  late,
  zone,
  selectedAt,
  onPick,
}: {
  /** What the bars were counted with. */
  filter: TrailFilter;
  bars: Bars | null;
  total: number | null;
  size: number;
  /** The count has been waited for long enough to say so. */
  late: boolean;
  zone: string;
  /** When the event that is open happened. */
  selectedAt: number | null;
  onPick(bucket: Bucket): void;
}) {
  const drawn = useMemo(() => (bars === null ? [] : chartBars(bars, zone)), [bars, zone]);
  const marked = bars?.buckets.find(
    ({ from, until }) => selectedAt !== null && from <= selectedAt && selectedAt < until,
  );
  if (bars === null)
    return (
      <div className="h-[8.25rem]">
        <div className="flex min-h-7 items-center">
          <Counted total={total} size={size} late={late} />
        </div>
      </div>
    );
  return (
    <Chart
      title={`Events by ${unitNames[bars.unit].toLowerCase()}`}
      heading={<Counted total={total} size={size} late={late} />}
      summary={barSummary(bars, zone)}
      bars={drawn}
      kinds={kinds}
      barsCalled={unitNames[bars.unit]}
      marked={marked === undefined ? undefined : String(marked.from)}
      asFile={(order) => ({ call: 'export.chart', request: { filter, size, edges: edgesOf(bars), order } })}
      onPick={(key) => {
        const bucket = bars.buckets.find(({ from }) => String(from) === key);
        if (bucket !== undefined) onPick(bucket);
      }}
    />
  );
});

/** Where the bars begin, and where the last one ends. */
function edgesOf({ buckets }: Bars): number[] {
  return [...buckets.map(({ from }) => from), ...buckets.slice(-1).map(({ until }) => until)];
}

function Counted({ total, size, late }: Pick<Taken, 'total' | 'size'> & { late: boolean }) {
  const of = size.toLocaleString('en-US');
  return (
    <p role="status" className="tabular-nums">
      {total === null ? (
        <span className="text-ink-2">{late ? `counting… of ${of}` : ' '}</span>
      ) : (
        <>
          <span className="font-semibold">{counted(total, 'event')}</span>
          {total !== size && <span className="text-ink-3"> of {of}</span>}
        </>
      )}
    </p>
  );
}
