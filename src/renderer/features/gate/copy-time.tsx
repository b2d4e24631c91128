import { hourAndMinute, shortDate } from '../../lib/time';
import { Moment } from '../../ui/moment';

/** "Nov 16, 2026, 5:04 PM": when a copy was made. */
export function CopyTime({ madeAt, zone }: { madeAt: number; zone: string }) {
  return (
    <Moment at={madeAt}>
      {shortDate(madeAt, zone)}, {hourAndMinute(madeAt, zone)}
    </Moment>
  );
}
