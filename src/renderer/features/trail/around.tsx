import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { eventDeed } from '../../../shared/domain/audit-event/sentence';
import { clockTime, shortDay } from '../../lib/time';
import { startOfDay } from '../../lib/days';
import { Moment } from '../../ui/moment';
import { whomOf } from './story';

/** What the same person did just before and after, oldest first. */
export function Around({
  row,
  around,
  zone,
  onOpen,
}: {
  row: TrailRow;
  around: readonly TrailRow[];
  zone: string;
  onOpen(row: TrailRow): void;
}) {
  if (around.length <= 1)
    return <p className="pt-2 text-ink-3">Nothing else of this person is near it in the trail.</p>;
  const day = startOfDay(row.event.occurredAt, zone);
  return (
    <ol className="relative pt-1 before:absolute before:top-4 before:bottom-4 before:left-[7.28rem] before:w-px before:bg-line">
      {around.map((other) => {
        const here = other.seq === row.seq;
        const at = other.event.occurredAt;
        const whom = whomOf(other);
        return (
          <li key={other.seq}>
            <button
              type="button"
              disabled={here}
              aria-current={here || undefined}
              onClick={() => onOpen(other)}
              className={`grid min-h-[1.625rem] w-full grid-cols-[6.75rem_1rem_minmax(0,1fr)] items-center rounded-control text-left ${here ? 'bg-act-soft' : 'cursor-pointer hover:bg-rail'}`}
            >
              <Moment at={at} className="pl-1.5 text-xs leading-4 whitespace-nowrap text-ink-2 tabular-nums">
                {startOfDay(at, zone) === day ? clockTime(at, zone) : shortDay(at, zone)}
              </Moment>
              <Dot here={here} done={other.event.outcome === 'success'} />
              <span className="truncate pr-1.5 pl-1.5">
                {here ? (
                  <span className="font-semibold">This event</span>
                ) : (
                  sentenceCase(eventDeed(other.event))
                )}
                {!here && whom !== '' && <span className="font-medium">, {whom}</span>}
              </span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

/** Filled: done. A ring: tried. The one that is open is larger. */
function Dot({ here, done }: { here: boolean; done: boolean }) {
  const look = here ? 'size-2.5 bg-act' : done ? 'size-1.5 bg-ink-3' : 'size-2 border border-ink-2 bg-page';
  return <span aria-hidden className={`relative mx-auto rounded-full ${look}`} />;
}

function sentenceCase(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
