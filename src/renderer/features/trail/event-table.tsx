import { Fragment, type KeyboardEvent } from 'react';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { eventSentence } from '../../../shared/domain/audit-event/sentence';
import type { NameOf } from './name-of';
import { clockTime, dayName, utcTime, zoneName } from '../../lib/time';

interface Props {
  rows: readonly TrailRow[];
  zone: string;
  nameOf: NameOf;
  /** Place of the selected event, null for none. */
  selected: number | null;
  onSelect(row: TrailRow): void;
}

const outcomeWords = { success: '', failure: 'Failed', denied: 'Denied' } as const;

/** Rows by day. Arrow keys, Home and End move; the selection follows the focus. */
export function EventTable({ rows, zone, nameOf, selected, onSelect }: Props) {
  const tabbable = rows.some((row) => row.seq === selected) ? selected : rows[0]?.seq;

  function move(event: KeyboardEvent<HTMLTableElement>) {
    const lines = [...event.currentTarget.querySelectorAll<HTMLElement>('tr[data-seq]')];
    const here = lines.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: lines.length - 1 }[event.key];
    if (here < 0 || to === undefined) return;
    event.preventDefault();
    lines[Math.min(Math.max(to, 0), lines.length - 1)]?.focus();
  }

  return (
    <table
      className="w-full table-fixed border-collapse"
      onKeyDown={move}
      role="grid"
      aria-label="Events, newest first"
    >
      <thead>
        <tr className="sticky top-0 z-10 h-[1.875rem] bg-page text-left text-xs text-ink-3 shadow-[0_1px_0_var(--line)]">
          <th scope="col" className="w-36 pl-8 font-medium">
            Time, {zoneName(zone, rows[0]?.event.occurredAt ?? 0)}
          </th>
          <th scope="col" className="px-2 font-medium">
            What happened
          </th>
          <th scope="col" className="w-24 px-2 font-medium">
            Outcome
          </th>
          <th scope="col" className="w-24 pr-8 text-right font-medium">
            Event
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row, place) => {
          const { seq, event } = row;
          const day = dayName(event.occurredAt, zone);
          const before = rows[place - 1];
          return (
            <Fragment key={seq}>
              {(before === undefined || dayName(before.event.occurredAt, zone) !== day) && (
                <tr className="h-7 border-b border-line bg-rail">
                  <th scope="rowgroup" colSpan={4} className="pl-8 text-left font-semibold">
                    {day}
                  </th>
                </tr>
              )}
              <tr
                data-seq={seq}
                tabIndex={seq === tabbable ? 0 : -1}
                aria-selected={seq === selected}
                onFocus={() => onSelect(row)}
                onMouseDown={(press) => press.currentTarget.focus()}
                className={`h-7 cursor-default border-b border-line outline-offset-[-2px] ${seq === selected ? 'bg-act-soft shadow-[inset_2px_0_0_var(--act)]' : 'hover:bg-rail'}`}
              >
                <td className="pl-8 text-ink-2 tabular-nums">
                  <time title={utcTime(event.occurredAt)}>{clockTime(event.occurredAt, zone)}</time>
                </td>
                <td className="truncate px-2">{eventSentence(event, nameOf(event))}</td>
                <td className="px-2 text-ink-2">{outcomeWords[event.outcome]}</td>
                <td className="pr-8 text-right text-ink-3 tabular-nums">{seq.toLocaleString('en-US')}</td>
              </tr>
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}
