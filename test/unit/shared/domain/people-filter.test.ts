import { describe, expect, test } from 'vitest';
import {
  countWords,
  everybody,
  listPeople,
  peopleSentence,
  sortKeys,
} from '../../../../src/shared/domain/people-filter';
import type { WorkforceMember } from '../../../../src/shared/domain/workforce-member';

const now = Date.UTC(2026, 10, 17, 14, 11) * 1000;
const day = 86_400_000_000;

function member(displayName: string, more: Partial<WorkforceMember> = {}): WorkforceMember {
  return {
    userId: crypto.randomUUID(),
    userName: displayName.toLowerCase().replace(' ', '.'),
    displayName,
    pronoun: null,
    role: 'nurse',
    jobTitle: 'Nurse',
    status: 'active',
    statusSince: now - 400 * day,
    statusUntil: null,
    service: false,
    secondFactor: 'app',
    createdAt: now - 400 * day,
    lastSeenAt: now - 3_600_000_000,
    ...more,
  };
}

const dana = member('Dana Ruiz', { jobTitle: 'Medical assistant' });
const tomas = member('Tomás Herrera, RN', { lastSeenAt: now - 40 * day });
const derek = member('Derek Vance', { status: 'ended', statusSince: now - 22 * day, lastSeenAt: null });
const link = member('Lab interface', { service: true, jobTitle: 'Service', secondFactor: 'none' });
const all = [tomas, link, derek, dana];
const names = (
  filter: Partial<typeof everybody>,
  by: (typeof sortKeys)[number] = 'name',
  descending = false,
) =>
  listPeople(all, { ...everybody, ...filter }, { by, descending }, now).map(({ displayName }) => displayName);

describe('the list of people', () => {
  test('leaves programs out unless asked, and says so', () => {
    expect(names({})).toEqual(['Dana Ruiz', 'Derek Vance', 'Tomás Herrera, RN']);
    expect(countWords(all, 3, everybody)).toBe('3 of 4 accounts, 1 service account left out');
    expect(names({ job: 'service' })).toEqual(['Lab interface']);
    expect(countWords(all, 1, { ...everybody, job: 'service' })).toBe('1 of 4 accounts');
    expect(names({ job: 'anything' })).toHaveLength(4);
  });

  test('narrows by each part', () => {
    expect(names({ job: 'Medical assistant' })).toEqual(['Dana Ruiz']);
    expect(names({ status: 'ended' })).toEqual(['Derek Vance']);
    expect(names({ job: 'anything', secondFactor: 'none' })).toEqual(['Lab interface']);
    expect(names({ seen: 'this-week' })).toEqual(['Dana Ruiz']);
    expect(names({ seen: 'not-for-30-days' })).toEqual(['Tomás Herrera, RN']);
    expect(names({ seen: 'never' })).toEqual(['Derek Vance']);
    expect(names({ text: ' tomas ' })).toEqual(['Tomás Herrera, RN']);
    expect(names({ text: 'assist' })).toEqual(['Dana Ruiz']);
  });

  test('says in words what it is narrowed to', () => {
    expect(peopleSentence(everybody)).toBe('Everybody but service accounts');
    expect(peopleSentence({ ...everybody, job: 'service' })).toBe('Service accounts');
    expect(
      peopleSentence({ job: 'Nurse', status: 'on-leave', secondFactor: 'reset', seen: 'never', text: ' é ' }),
    ).toBe(
      'Job Nurse, account on leave, second factor reset, not set up, last seen never, “é” in the name, user name or job',
    );
  });

  test('sorts by each column, both ways', () => {
    expect(names({}, 'name', true)).toEqual(['Tomás Herrera, RN', 'Derek Vance', 'Dana Ruiz']);
    expect(names({}, 'account', true)[0]).toBe('Derek Vance');
    expect(names({}, 'seen', true)[0]).toBe('Dana Ruiz');
    expect(names({}, 'job')[0]).toBe('Dana Ruiz');
    for (const by of sortKeys) expect(names({}, by)).toHaveLength(3);
  });
});
