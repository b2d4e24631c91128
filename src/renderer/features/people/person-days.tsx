import { useNavigate } from '../../lib/navigate';
import { useInside } from '../../lib/inside';
import { dayName, shortDay } from '../../lib/time';
import { counted } from '../../../shared/domain/words';
import { Chart } from '../../ui/chart/chart';

/** How much somebody did on each of the last days; a bar opens that day of theirs in the trail. */
export function PersonDays({
  userId,
  name,
  edges,
  counts,
}: {
  userId: string;
  name: string;
  /** Midnights: one more than there are counts. */
  edges: readonly number[];
  counts: readonly number[];
}) {
  const zone = useInside().practice.timeZone;
  const { go } = useNavigate();
  const bars = counts.map((count, i) => {
    const from = edges[i] ?? 0;
    return {
      key: String(i),
      label: shortDay(from, zone).replace(/^\w+, /, ''),
      name: dayName(from, zone),
      values: [count],
    };
  });
  const busiest = bars.reduce(
    (most, bar) => ((bar.values[0] ?? 0) > (most.values[0] ?? 0) ? bar : most),
    bars[0] ?? { name: '', values: [0] },
  );
  const days = counts.filter((count) => count > 0).length;

  return (
    <div className="mt-4">
      <Chart
        title="Day by day"
        summary={
          days === 0
            ? `Nothing by ${name} was recorded on any of these days.`
            : `${name} is in the record on ${counted(days, 'day')} of ${counts.length}; most on ${busiest.name}, with ${counted(busiest.values[0] ?? 0, 'event')}.`
        }
        bars={bars}
        kinds={[{ name: 'Events', look: 'quiet' }]}
        height={96}
        asFile={(order) => ({
          call: 'export.chart',
          request: { filter: { who: [userId] }, size: null, edges: [...edges], order },
        })}
        onPick={(key) => {
          const [from, until] = [edges[Number(key)], edges[Number(key) + 1]];
          if (from !== undefined && until !== undefined)
            go('trail', { filter: { who: [userId], from, until } });
        }}
      />
    </div>
  );
}
