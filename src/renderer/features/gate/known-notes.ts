import type { KnownPerson } from '../../../shared/contract/bridge/gate';
import { dayName, hourAndMinute } from '../../lib/time';
import { counted } from '../../../shared/domain/words';

/** As shared/domain/lockout counts them: the fifth failure makes a name wait half an hour. */
const TRIES = 5;
const LOCKOUT_MINUTES = 30;

/** `1 wrong try so far; after 5, this name waits 30 minutes.` Null where there was none. */
export function failureWords({ failures }: Pick<KnownPerson, 'failures'>): string | null {
  if (failures === 0) return null;
  const tried = counted(failures, 'wrong try', 'wrong tries');
  return failures < TRIES
    ? `${tried} so far; after ${TRIES}, this name waits ${LOCKOUT_MINUTES} minutes.`
    : `${tried}: this name waits ${LOCKOUT_MINUTES} minutes from the last one.`;
}

/** When their vault was last open on this computer. */
export function lastHereWords(lastHere: number, zone: string): string {
  return `Last open here on ${dayName(lastHere, zone)}, at ${hourAndMinute(lastHere, zone)}.`;
}
