import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { DAY, startOfDay } from '../../lib/days';
import { hourAndMinute, shortDate, shortWeekday } from '../../lib/time';
import { counted, listed, times } from '../../../shared/domain/words';

/** What the trail says of one person over some days. */
export interface Doings {
  events: number;
  accesses: number;
  patients: number;
  changes: number;
  exports: number;
  refusals: number;
}

/** `Today 8:11 AM`, `Mon 5:04 PM`, `Sep 30, 2026`, `never` */
export function seenWords(at: number | null, now: number, zone: string): string {
  if (at === null) return 'never';
  const days = Math.round((startOfDay(now, zone) - startOfDay(at, zone)) / DAY);
  const time = hourAndMinute(at, zone);
  if (days <= 0) return `Today ${time}`;
  return days < 7 ? `${shortWeekday(at, zone)} ${time}` : shortDate(at, zone);
}

/** `Active`, `On leave until Jan 4, 2027`, `Ended Oct 26, 2026` */
export function accountWords({ status, statusSince, statusUntil }: WorkforceMember, zone: string): string {
  switch (status) {
    case 'active':
      return 'Active';
    case 'on-leave':
      return statusUntil === null ? 'On leave' : `On leave until ${shortDate(statusUntil, zone)}`;
    case 'ended':
      return `Ended ${shortDate(statusSince, zone)}`;
  }
}

export const secondFactorWords = {
  app: 'App',
  none: 'None',
  reset: 'Reset, not set up',
} as const;

/** The name without the credential written after it. */
export function nameAlone(displayName: string): string {
  return displayName.replace(/,.*$/, '');
}

/** What somebody did, in a sentence. */
export function doingsWords(member: WorkforceMember, doings: Doings, days: number): string {
  const { events, accesses, patients, changes, exports, refusals } = doings;
  const when = `In the last ${counted(days, 'day')}`;
  const who = pronounOrName(member);
  if (events === 0) return `${when} nothing was recorded of ${objectOf(member)}.`;
  const did = [
    accesses > 0 ? `opened records of ${counted(patients, 'patient')} ${times(accesses)}` : '',
    changes > 0 ? `changed something ${times(changes)}` : '',
    exports > 0 ? `exported ${times(exports)}` : '',
  ].filter((part) => part !== '');
  const main =
    did.length === 0
      ? `${when} ${counted(events, 'event')} of ${objectOf(member)} ${events === 1 ? 'was' : 'were'} recorded, none of them about a patient`
      : `${when} ${who} ${listed(did)}`;
  const refused =
    refusals === 0 ? '' : ` ${counted(refusals, 'act')} ${refusals === 1 ? 'was' : 'were'} refused.`;
  return `${main}.${refused}`;
}

function pronounOrName({ pronoun, displayName }: WorkforceMember): string {
  return pronoun ?? nameAlone(displayName);
}

function objectOf({ pronoun, displayName }: WorkforceMember): string {
  return pronoun === null ? nameAlone(displayName) : { she: 'her', he: 'him', they: 'them' }[pronoun];
}
