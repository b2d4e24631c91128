import { ArrowDown, ArrowUp, Download } from 'lucide-react';
import { useState } from 'react';
import type { ChartOrder } from '../../../shared/contract/bridge/export';
import { useExporting, type ExportRequest } from '../../lib/exporting';
import { Button } from '../button';
import { Icon } from '../icon';
import { TextLink } from '../text-link';
import { totalOf, type ChartBar, type ChartKind } from './bars';
import { sortedBars, type Sorting } from './sorted-bars';

/** The figures of a chart as a table, sorted by any column. */
export function TableTwin({
  label,
  barsCalled,
  bars,
  kinds,
  onPick,
  asFile,
}: {
  label: string;
  /** Head of the first column: "Day". */
  barsCalled: string;
  bars: readonly ChartBar[];
  kinds: readonly ChartKind[];
  onPick?: ((key: string) => void) | undefined;
  /** What exports the table as it is sorted. */
  asFile?: ((order: ChartOrder) => ExportRequest) | undefined;
}) {
  const [sorting, setSorting] = useState<Sorting>({ column: -1, falling: false });
  const columns = [...kinds.map(({ name }) => name), ...(kinds.length > 1 ? ['All'] : [])];
  return (
    <>
      <div className="max-h-72 max-w-[40rem] overflow-auto border-y border-line">
        <table aria-label={label} className="w-full border-collapse">
          <thead className="sticky top-0 bg-page text-xs text-ink-3">
            <tr>
              {[barsCalled, ...columns].map((name, place) => {
                const column = place - 1;
                const sorted = sorting.column === column;
                return (
                  <th
                    key={name}
                    scope="col"
                    aria-sort={sorted ? (sorting.falling ? 'descending' : 'ascending') : 'none'}
                    className={`h-[1.875rem] px-2 font-medium shadow-[0_1px_0_var(--line)] ${place === 0 ? 'text-left' : 'text-right'}`}
                  >
                    <button
                      type="button"
                      className="inline-flex h-6 cursor-pointer items-center gap-1 rounded-chip"
                      onClick={() => setSorting({ column, falling: sorted ? !sorting.falling : place > 0 })}
                    >
                      {name}
                      {sorted && <Icon of={sorting.falling ? ArrowDown : ArrowUp} small />}
                    </button>
                  </th>
                );
              })}
            </tr>
          </thead>
          <tbody>
            {sortedBars(bars, sorting).map((bar) => (
              <tr key={bar.key} className="border-t border-line">
                <th scope="row" className="h-7 px-2 text-left font-normal">
                  {onPick === undefined ? (
                    bar.name
                  ) : (
                    <TextLink onClick={() => onPick(bar.key)}>{bar.name}</TextLink>
                  )}
                </th>
                {bar.values.map((value, kind) => (
                  <td key={kinds[kind]?.name} className="px-2 text-right tabular-nums">
                    {value.toLocaleString('en-US')}
                  </td>
                ))}
                {kinds.length > 1 && (
                  <td className="px-2 text-right tabular-nums">{totalOf(bar).toLocaleString('en-US')}</td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {asFile !== undefined && (
        <ExportTable what={asFile({ by: sorting.column < 0 ? 'time' : 'count', falling: sorting.falling })} />
      )}
    </>
  );
}

function ExportTable({ what }: { what: ExportRequest }) {
  const { busy, start } = useExporting();
  return (
    <Button size="small" className="my-2" disabled={busy} onClick={() => start(what)}>
      <Icon of={Download} small /> Export this table…
    </Button>
  );
}
