import type { MemberStatus, SecondFactorState, WorkforceMember } from '../../shared/domain/workforce-member';
import { roleByCode } from '../../shared/domain/roles';
import { zonedText } from '../../shared/domain/zoned-time';
import { csvLine } from './csv';
import { utcText } from './heading';

const statusWords: Readonly<Record<MemberStatus, string>> = {
  active: 'Active',
  'on-leave': 'On leave',
  ended: 'Ended',
};

const factorWords: Readonly<Record<SecondFactorState, string>> = {
  app: 'App',
  none: 'None',
  reset: 'Reset, not set up',
};

export function peopleHead(zone: string): string {
  return csvLine([
    'Name',
    'User name',
    'Role',
    'Job',
    'Account',
    `Account since (${zone})`,
    `Account until (${zone})`,
    'Second factor',
    `Last seen (${zone})`,
    'Last seen (UTC)',
  ]);
}

export function personLine(member: WorkforceMember, zone: string): string {
  const { displayName, userName, role, jobTitle, status, statusSince, statusUntil, lastSeenAt } = member;
  const at = (micros: number | null) => (micros === null ? null : zonedText(micros, zone));
  return csvLine([
    displayName,
    userName,
    roleByCode(role)?.title ?? role,
    jobTitle,
    statusWords[status],
    at(statusSince),
    at(statusUntil),
    factorWords[member.secondFactor],
    at(lastSeenAt) ?? 'never',
    lastSeenAt === null ? null : utcText(lastSeenAt),
  ]);
}
