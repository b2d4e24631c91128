import { OctagonX, TriangleAlert } from 'lucide-react';
import { memo } from 'react';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { eventDeed } from '../../../shared/domain/audit-event/sentence';
import { DAY, HOUR } from '../../lib/days';
import { clockTime } from '../../lib/time';
import { Icon } from '../../ui/icon';
import { Moment } from '../../ui/moment';
import {
  gridColumns,
  gridColumnsOfOne,
  numberColumn,
  outcomeColumn,
  patientBehind,
  patientColumn,
} from './columns';
import { outcomeNames } from '../../../shared/domain/audit-event/vocabulary-words';
import { whomOf, whoOf } from './story';
import { shortMoment } from './when-words';

interface Props {
  id: string;
  /** Of the row in the list, from 0. */
  place: number;
  /** Undefined while it is fetched. */
  row: TrailRow | undefined;
  /** Midnight of the day whose head it stands under. */
  day: number;
  zone: string;
  /** Of the row among all lines, from 1. */
  index: number;
  top: number;
  height: number;
  selected: boolean;
  ofOne: boolean;
}

/** One event on one line. */
export const EventRow = memo(function EventRow(props: Props) {
  const { id, place, row, day, zone, index, top, height, selected, ofOne } = props;
  return (
    <div
      id={id}
      role="row"
      aria-rowindex={index}
      aria-selected={selected}
      aria-busy={row === undefined}
      data-place={place}
      data-seq={row?.seq}
      style={{ top, height }}
      className={`absolute inset-x-0 cursor-default items-center border-b border-line pr-6 pl-4 ${ofOne ? gridColumnsOfOne : gridColumns} ${selected ? 'bg-act-soft shadow-[inset_2px_0_0_var(--act)] group-focus-visible/grid:outline-2 group-focus-visible/grid:-outline-offset-2 group-focus-visible/grid:outline-act' : 'bg-raised hover:bg-rail'}`}
    >
      {row === undefined ? <Coming ofOne={ofOne} /> : <Cells row={row} day={day} zone={zone} ofOne={ofOne} />}
    </div>
  );
});

function Cells({ row, day, zone, ofOne }: { row: TrailRow; day: number; zone: string; ofOne: boolean }) {
  const { event, seq } = row;
  const at = event.occurredAt;
  // A clock that lagged: it stands in its place in the log, and says its own day.
  const isElsewhere = at < day || at >= day + DAY + HOUR;
  const whom = whomOf(row);
  return (
    <>
      <span role="gridcell" className="truncate text-ink-2 tabular-nums">
        <Moment at={at}>{isElsewhere ? shortMoment(at, zone) : clockTime(at, zone)}</Moment>
      </span>
      {!ofOne && (
        <span role="gridcell" className="truncate pr-3 font-medium">
          {whoOf(row)}
        </span>
      )}
      <span role="gridcell" className="truncate pr-3">
        {eventDeed(event)}
        {whom !== '' && <span className={`font-medium ${patientBehind}`}>, {whom}</span>}
      </span>
      <span role="gridcell" className={`truncate pr-3 font-medium ${patientColumn}`}>
        {whom}
      </span>
      <span role="gridcell" className={`flex items-center gap-1.5 ${outcomeColumn}`}>
        <OutcomeMark outcome={event.outcome} />
      </span>
      <span role="gridcell" className={`text-right text-ink-3 tabular-nums ${numberColumn}`}>
        {seq.toLocaleString('en-US')}
      </span>
    </>
  );
}

/** A shape and a word; what was done needs neither. */
export function OutcomeMark({ outcome }: { outcome: TrailRow['event']['outcome'] }) {
  if (outcome === 'success') return <span className="text-ink-3">{outcomeNames.success}</span>;
  return (
    <>
      <Icon
        of={outcome === 'denied' ? OctagonX : TriangleAlert}
        small
        className={outcome === 'denied' ? 'text-ink-2' : 'text-caution'}
      />
      {outcomeNames[outcome]}
    </>
  );
}

/** The place of a row that is on its way, as high as the row. */
function Coming({ ofOne }: { ofOne: boolean }) {
  const blank = <span className="h-2 w-2/3 rounded-chip bg-neutral-soft" />;
  return (
    <>
      <span role="gridcell">
        <span className="sr-only">Being read</span>
      </span>
      {!ofOne && (
        <span role="gridcell" className="pr-3">
          {blank}
        </span>
      )}
      <span role="gridcell" className="pr-3">
        {blank}
      </span>
      <span role="gridcell" className={patientColumn}>
        {blank}
      </span>
    </>
  );
}
