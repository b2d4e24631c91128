import type { GateView } from '../../../shared/contract/bridge/gate';
import { dayName, hourAndMinute } from '../../lib/time';

type Locked = NonNullable<GateView['locked']>;

/** `since 8:02 AM, by Grace Lundgren`; with the day where it was not today. `now` in microseconds. */
export function lockedWords({ at, by, why }: Locked, zone: string, now: number): string {
  const day = dayName(at, zone) === dayName(now, zone) ? '' : `${dayName(at, zone)}, `;
  return `since ${day}${hourAndMinute(at, zone)}${reasonWords(why, by)}`;
}

function reasonWords(why: Locked['why'], by: string | null): string {
  switch (why) {
    case 'person':
      return by === null ? '' : `, by ${by}`;
    case 'idle':
      return `, because nobody used ${by === null ? 'it' : `what ${by} had open`}`;
    case 'sleep':
      return ', because the computer went to sleep';
    case 'signed-out':
      return `, because the platform ended ${by === null ? 'the session' : `the session of ${by}`}`;
    case 'fault':
      return ', because a part of Wardkeeper stopped; what was saved is kept';
  }
}
