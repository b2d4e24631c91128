import { ArrowDown } from 'lucide-react';
import {
  useEffect,
  useId,
  useImperativeHandle,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
  type KeyboardEvent,
  type PointerEvent,
  type Ref,
} from 'react';
import { dayName, fullDay, zoneName } from '../../lib/time';
import { counted } from '../../../shared/domain/words';
import { Icon } from '../../ui/icon';
import { gridColumns, gridColumnsOfOne, numberColumn, outcomeColumn, patientColumn } from './columns';
import { calendarDay } from './dates';
import { lineAt, lineOf, type DayRun } from './day-lines';
import { EventRow } from './event-row';
import { elementHeight } from './scroll-scale';
import type { ShownTrail } from './use-trail';
import { useScroll } from './use-scroll';

const HEAD_PX = 30;

/** What others may do with the grid. */
export interface GridHandle {
  focus(): void;
  reveal(place: number): void;
}

interface Props {
  ref: Ref<GridHandle>;
  trail: ShownTrail;
  zone: string;
  /** Midnight of the present day. */
  today: number;
  linePx: number;
  /** The row one is on. */
  place: number | null;
  /** The one person whose events these are. */
  one: string | null;
  onMove(place: number): void;
  onOpen(place: number): void;
  onClose(): void;
}

/**
 * Events by day, of any number: what is on the screen is drawn, the rest is counted. The focus is the grid's; the
 * row it is on is told by `aria-activedescendant`, since rows come and go.
 */
export function EventGrid(props: Props) {
  const { ref, trail, zone, today, linePx, place, one, onMove, onOpen, onClose } = props;
  const { lines, rows } = trail;
  const id = useId();
  const element = useRef<HTMLDivElement>(null);
  const scroll = useScroll(lines.lines, linePx, HEAD_PX);
  const { model, from, to, topLine, inView } = scroll;
  useSyncExternalStore(rows.subscribe, rows.version);
  const rowId = (place: number) => `${id}-${place}`;
  const atLine = (line: number) => lineAt(lines, line);

  const firstRow = rowNear(trail, from);
  const lastRow = rowNear(trail, to - 1);
  useEffect(() => {
    if (lines.rows > 0) rows.look(firstRow, lastRow);
  }, [rows, firstRow, lastRow, lines.rows]);

  useLayoutEffect(() => (element.current === null ? undefined : model.attach(element.current)), [model]);

  // Another trail is begun at its newest event.
  useLayoutEffect(() => model.toTop(), [trail.first, model]);

  useImperativeHandle(ref, () => ({
    focus: () => element.current?.focus(),
    reveal: (row) => model.reveal(lineOf(lines, row)),
  }));

  function go(row: number): void {
    const to = Math.min(Math.max(0, row), lines.rows - 1);
    model.reveal(lineOf(lines, to));
    onMove(to);
  }

  function move(event: KeyboardEvent) {
    if (event.ctrlKey || event.metaKey || event.altKey || lines.rows === 0) return;
    const here = place ?? rowNear(trail, topLine) - 1;
    const steps: Record<string, number> = {
      ArrowDown: here + 1,
      j: here + 1,
      ArrowUp: here - 1,
      k: here - 1,
      PageDown: here + inView - 1,
      PageUp: here - inView + 1,
      Home: 0,
      End: lines.rows - 1,
    };
    const step = steps[event.key] ?? steps[event.key.toLowerCase()];
    if (step !== undefined) go(step);
    else if (event.key === 'Enter' && place !== null) onOpen(place);
    else if (event.key === 'Escape') onClose();
    else return;
    event.preventDefault();
  }

  function press(event: PointerEvent<HTMLElement>) {
    if (event.button !== 0) return;
    const line = (event.target as Element).closest<HTMLElement>('[data-place]')?.dataset['place'];
    if (line !== undefined) onOpen(Number(line));
  }

  const pinned = atLine(topLine)?.run;
  const drawn = place !== null && place >= firstRow && place <= lastRow;
  return (
    <div
      ref={element}
      role="grid"
      aria-label="Events, newest first"
      aria-rowcount={lines.lines + 1}
      aria-activedescendant={drawn && place !== null ? rowId(place) : undefined}
      aria-busy={trail.total === null}
      tabIndex={0}
      onKeyDown={move}
      onPointerDown={press}
      className="group/grid @container relative min-h-0 flex-1 overflow-x-hidden overflow-y-scroll bg-raised outline-none"
    >
      <div role="rowgroup" className="sticky top-0 z-20">
        <Head zone={zone} at={trail.first[0]?.event.occurredAt ?? 0} one={one} />
      </div>
      {pinned !== undefined && (
        <div aria-hidden className="sticky z-10 h-0" style={{ top: HEAD_PX }}>
          <DayHead run={pinned} zone={zone} today={today} linePx={linePx} whole={lines.whole} />
        </div>
      )}
      <div role="rowgroup" className="relative" style={{ height: elementHeight(lines.lines * linePx) }}>
        {Array.from({ length: Math.max(0, to - from) }, (_, i) => {
          const line = from + i;
          const found = atLine(line);
          if (found === undefined) return null;
          const top = scroll.placeOf(line);
          // An element that went out of view is drawn anew as the one that came in: cheaper than a new element.
          const slot = line % scroll.slots;
          if (found.kind === 'head')
            return (
              <div
                key={`head-${slot}`}
                role="row"
                aria-rowindex={line + 2}
                className="absolute inset-x-0"
                style={{ top, height: linePx }}
              >
                <DayHead run={found.run} zone={zone} today={today} linePx={linePx} whole={lines.whole} />
              </div>
            );
          return (
            <EventRow
              key={slot}
              id={rowId(found.row)}
              place={found.row}
              row={rows.at(found.row)}
              day={found.run.day}
              zone={zone}
              index={line + 2}
              top={top}
              height={linePx}
              selected={found.row === place}
              ofOne={one !== null}
            />
          );
        })}
      </div>
    </div>
  );
}

/** The row on a line, or under it where it is the head of a day. */
function rowNear({ lines }: ShownTrail, line: number): number {
  const found = lineAt(lines, Math.min(Math.max(0, line), lines.lines - 1));
  if (found === undefined) return 0;
  return found.kind === 'row' ? found.row : found.run.firstRow;
}

function Head({ zone, at, one }: { zone: string; at: number; one: string | null }) {
  return (
    <div
      role="row"
      aria-rowindex={1}
      className={`items-center border-b border-line bg-page pr-6 pl-4 text-xs font-medium text-ink-3 ${one === null ? gridColumns : gridColumnsOfOne}`}
      style={{ height: HEAD_PX }}
    >
      <span role="columnheader" aria-sort="descending" className="flex items-center gap-1 whitespace-nowrap">
        Time, {zoneName(zone, at)} <Icon of={ArrowDown} small />
      </span>
      {one === null && <span role="columnheader">Who</span>}
      <span role="columnheader" className="truncate">
        {one === null ? 'What happened' : `${one} …`}
      </span>
      <span role="columnheader" className={patientColumn}>
        Patient
      </span>
      <span role="columnheader" className={outcomeColumn}>
        Outcome
      </span>
      <span role="columnheader" className={`text-right ${numberColumn}`}>
        Event
      </span>
    </div>
  );
}

function DayHead({
  run,
  zone,
  today,
  linePx,
  whole,
}: {
  run: DayRun;
  zone: string;
  today: number;
  linePx: number;
  whole: boolean;
}) {
  const thisYear = calendarDay(today, zone).year === calendarDay(run.day, zone).year;
  return (
    <div
      role="rowheader"
      className="flex items-center gap-2 border-b border-line bg-rail pr-6 pl-4"
      style={{ height: linePx }}
    >
      <span className="font-semibold">{(thisYear ? dayName : fullDay)(run.day, zone)}</span>
      {whole && <span className="text-ink-2">{counted(run.count, 'event')}</span>}
    </div>
  );
}
