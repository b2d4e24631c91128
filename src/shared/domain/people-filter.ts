import { z } from 'zod';
import {
  memberStatuses,
  secondFactorStates,
  type MemberStatus,
  type WorkforceMember,
} from './workforce-member';

export const seenChoices = ['any', 'this-week', 'not-for-30-days', 'never'] as const;
export type SeenChoice = (typeof seenChoices)[number];

/** Which members are listed: the parts of the sentence above the list. */
export const peopleFilter = z.object({
  /** `anything but service`, `anything`, `service`, or a job title. */
  job: z.string().min(1).max(100),
  status: z.enum(['any', ...memberStatuses]),
  secondFactor: z.enum(['any', ...secondFactorStates]),
  seen: z.enum(seenChoices),
  /** Part of a name, user name or job title. */
  text: z.string().max(100),
});
export type PeopleFilter = z.infer<typeof peopleFilter>;

export const everybody: PeopleFilter = {
  job: 'anything but service',
  status: 'any',
  secondFactor: 'any',
  seen: 'any',
  text: '',
};

export const sortKeys = ['name', 'job', 'account', 'secondFactor', 'seen'] as const;
export type SortKey = (typeof sortKeys)[number];
export const peopleSort = z.object({ by: z.enum(sortKeys), descending: z.boolean() });
export type PeopleSort = z.infer<typeof peopleSort>;

/** How each choice reads after the name of its part: `account on leave`. */
export const choiceWords = {
  status: { any: 'active, on leave or ended', active: 'active', 'on-leave': 'on leave', ended: 'ended' },
  secondFactor: { any: 'any', app: 'an app', none: 'none', reset: 'reset, not set up' },
  seen: {
    any: 'any time',
    'this-week': 'in the last 7 days',
    'not-for-30-days': 'more than 30 days ago',
    never: 'never',
  },
} as const;

/** What the list is narrowed to, in words, without a full stop: `Job Nurse, account active`. */
export function peopleSentence(filter: PeopleFilter): string {
  const { job, status, secondFactor, seen, text } = filter;
  const whom = {
    'anything but service': 'Everybody but service accounts',
    anything: 'Everybody and service accounts',
    service: 'Service accounts',
  }[job];
  return [
    whom ?? `Job ${job}`,
    ...(status === 'any' ? [] : [`account ${choiceWords.status[status]}`]),
    ...(secondFactor === 'any' ? [] : [`second factor ${choiceWords.secondFactor[secondFactor]}`]),
    ...(seen === 'any' ? [] : [`last seen ${choiceWords.seen[seen]}`]),
    ...(text.trim() === '' ? [] : [`“${text.trim()}” in the name, user name or job`]),
  ].join(', ');
}

const DAY = 86_400_000_000;

const plain = (text: string) => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

function fits(
  member: WorkforceMember,
  { job, status, secondFactor, seen, text }: PeopleFilter,
  now: number,
): boolean {
  if (job === 'anything but service' ? member.service : job === 'service' && !member.service) return false;
  if (!['anything but service', 'anything', 'service'].includes(job) && member.jobTitle !== job) return false;
  if (status !== 'any' && member.status !== status) return false;
  if (secondFactor !== 'any' && member.secondFactor !== secondFactor) return false;
  if (!seenFits(member.lastSeenAt, seen, now)) return false;
  const wanted = plain(text.trim());
  return [member.displayName, member.userName, member.jobTitle].some((words) =>
    plain(words).includes(wanted),
  );
}

function seenFits(at: number | null, seen: SeenChoice, now: number): boolean {
  if (seen === 'any') return true;
  if (seen === 'never') return at === null;
  if (at === null) return false;
  return seen === 'this-week' ? at >= now - 7 * DAY : at < now - 30 * DAY;
}

const statusOrder: readonly MemberStatus[] = ['active', 'on-leave', 'ended'];

function compare(a: WorkforceMember, b: WorkforceMember, by: SortKey): number {
  switch (by) {
    case 'name':
      return 0;
    case 'job':
      return a.jobTitle.localeCompare(b.jobTitle, 'en');
    case 'account':
      return statusOrder.indexOf(a.status) - statusOrder.indexOf(b.status);
    case 'secondFactor':
      return a.secondFactor.localeCompare(b.secondFactor, 'en');
    case 'seen':
      return (a.lastSeenAt ?? 0) - (b.lastSeenAt ?? 0);
  }
}

/** Those who fit, in order; equal ones by name. */
export function listPeople(
  members: readonly WorkforceMember[],
  filter: PeopleFilter,
  { by, descending }: PeopleSort,
  now: number,
): WorkforceMember[] {
  const turn = descending ? -1 : 1;
  return members
    .filter((member) => fits(member, filter, now))
    .sort((a, b) => turn * compare(a, b, by) || (by === 'name' ? turn : 1) * byName(a, b));
}

function byName(a: WorkforceMember, b: WorkforceMember): number {
  return a.displayName.localeCompare(b.displayName, 'en');
}

/** `23 of 25 accounts, 2 service accounts left out` */
export function countWords(members: readonly WorkforceMember[], shown: number, filter: PeopleFilter): string {
  const whole = `${shown.toLocaleString('en-US')} of ${members.length.toLocaleString('en-US')} accounts`;
  const services = members.filter(({ service }) => service).length;
  if (filter.job !== 'anything but service' || services === 0) return whole;
  return `${whole}, ${services} service ${services === 1 ? 'account' : 'accounts'} left out`;
}
