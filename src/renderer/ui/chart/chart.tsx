import type { ChartOrder } from '../../../shared/contract/bridge/export';
import type { ExportRequest } from '../../lib/exporting';
import { useId, useState, type ReactNode } from 'react';
import { counted as inWords } from '../../../shared/domain/words';
import { TextLink } from '../text-link';
import { BarButtons } from './bar-buttons';
import { totalOf, type ChartBar, type ChartKind } from './bars';
import { AXIS_PX, Plot } from './plot';
import { Swatch } from './swatch';
import { TableTwin } from './table-twin';
import { useWidth } from './use-width';

/**
 * Bars with their title, one sentence for those who do not see them, and the same figures as a table. `onPick`:
 * what pressing a bar, or its line in the table, does.
 */
export function Chart({
  title,
  heading,
  summary,
  bars,
  kinds,
  barsCalled = 'Day',
  thing = 'event',
  height = 104,
  marked,
  onPick,
  asFile,
}: {
  title: string;
  /** Stands in the title's place; the title then only names the chart. */
  heading?: ReactNode;
  summary: string;
  bars: readonly ChartBar[];
  kinds: readonly ChartKind[];
  barsCalled?: string;
  /** One of what is counted. */
  thing?: string;
  /** Pixels, labels included. */
  height?: number;
  /** Key of the bar that stands out. */
  marked?: string | undefined;
  onPick?: ((key: string) => void) | undefined;
  /** What exports the table as it is sorted. */
  asFile?: ((order: ChartOrder) => ExportRequest) | undefined;
}) {
  const id = useId();
  const [asTable, setAsTable] = useState(false);
  const [pointed, setPointed] = useState<ChartBar>();
  const [ref, width] = useWidth<HTMLDivElement>();
  const counted = (count: number) => inWords(count, thing);
  const readOut = pointed ?? bars.find(({ key }) => key === marked);
  return (
    <section aria-labelledby={id} className="min-w-0">
      <div className="flex min-h-7 flex-wrap items-center gap-x-4">
        <h2 id={id} className={heading === undefined ? 'text-sm font-semibold' : 'sr-only'}>
          {title}
        </h2>
        {heading}
        <span className="ml-auto flex items-center gap-4">
          {readOut !== undefined && !asTable && (
            <span className="text-ink-2 tabular-nums">
              {readOut.name}: {counted(totalOf(readOut))}
            </span>
          )}
          <TextLink aria-expanded={asTable} onClick={() => setAsTable(!asTable)}>
            {asTable ? 'Show as a chart' : 'Show as a table'}
          </TextLink>
        </span>
      </div>
      <p className="sr-only">{summary}</p>
      <div ref={ref} className="relative" style={asTable ? undefined : { height }}>
        {asTable ? (
          <TableTwin
            label={title}
            barsCalled={barsCalled}
            bars={bars}
            kinds={kinds}
            onPick={onPick}
            asFile={asFile}
          />
        ) : (
          width > 0 && (
            <>
              <MarkedBand bars={bars} marked={marked} />
              <div aria-hidden className="absolute inset-0">
                <Plot bars={bars} kinds={kinds} width={width} height={height} />
              </div>
              {onPick !== undefined && (
                <BarButtons
                  bars={bars}
                  counted={counted}
                  marked={marked}
                  onPick={onPick}
                  onPoint={setPointed}
                />
              )}
            </>
          )
        )}
      </div>
      {kinds.length > 1 && !asTable && <Legend kinds={kinds} />}
    </section>
  );
}

/** Behind the bar that stands out. */
function MarkedBand({ bars, marked }: { bars: readonly ChartBar[]; marked: string | undefined }) {
  const place = bars.findIndex(({ key }) => key === marked);
  if (place < 0) return null;
  const share = 100 / bars.length;
  return (
    <div aria-hidden className="absolute inset-y-0 right-0" style={{ left: AXIS_PX }}>
      <div
        className="absolute inset-y-0 rounded-chip bg-act-soft"
        style={{ left: `${place * share}%`, width: `${share}%` }}
      />
    </div>
  );
}

function Legend({ kinds }: { kinds: readonly ChartKind[] }) {
  return (
    <ul className="mt-1 flex flex-wrap gap-x-4 text-xs text-ink-2">
      {kinds.map(({ name, look }) => (
        <li key={name} className="flex items-center gap-1.5">
          <Swatch look={look} />
          {name}
        </li>
      ))}
    </ul>
  );
}
