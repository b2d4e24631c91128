import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { eventDeed } from '../../../shared/domain/audit-event/sentence';
import { useNavigate } from '../../lib/navigate';
import { hourAndMinute, shortDay } from '../../lib/time';
import { Moment } from '../../ui/moment';

/** The newest lines of one person, each a way into the trail. */
export function RecentEvents({ rows, zone }: { rows: readonly TrailRow[]; zone: string }) {
  const { go } = useNavigate();
  return (
    <>
      <h3 className="mt-6 mb-1 text-sm font-semibold">Newest in the record</h3>
      <ul className="border-t border-line">
        {rows.map((row) => {
          const at = row.event.occurredAt;
          const [patient] = row.patients;
          return (
            <li key={row.seq} className="border-b border-line">
              <button
                type="button"
                className="flex min-h-7 w-full cursor-pointer items-baseline gap-3 py-1 text-left hover:bg-rail"
                onClick={() => go('trail', { seq: row.seq })}
              >
                <Moment className="w-[9.25rem] shrink-0 whitespace-nowrap text-ink-3 tabular-nums" at={at}>
                  {shortDay(at, zone)}, {hourAndMinute(at, zone)}
                </Moment>
                <span className="min-w-0 flex-1 truncate">{eventDeed(row.event)}</span>
                <span className="shrink-0 text-ink-2">
                  {patient === undefined
                    ? ''
                    : row.patients.length > 1
                      ? `${row.patients.length} patients`
                      : (patient.pseudonym ?? '')}
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </>
  );
}
