import { describe, expect, test } from 'vitest';
import { accountWords, doingsWords, seenWords } from '../../../../../src/renderer/features/people/words';
import type { WorkforceMember } from '../../../../../src/shared/domain/workforce-member';

const zone = 'America/Chicago';
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

const dana = member('Dana Ruiz', { jobTitle: 'Medical assistant', pronoun: 'she' });
const tomas = member('Tomás Herrera, RN', { lastSeenAt: now - 40 * day });
const derek = member('Derek Vance', { status: 'ended', statusSince: now - 22 * day, lastSeenAt: null });

describe('a person in words', () => {
  test('account and last seen', () => {
    expect(accountWords(derek, zone)).toBe('Ended Oct 26, 2026');
    expect(accountWords({ ...dana, status: 'on-leave', statusUntil: now + 48 * day }, zone)).toBe(
      'On leave until Jan 4, 2027',
    );
    expect(seenWords(null, now, zone)).toBe('never');
    expect(seenWords(now - 60_000_000, now, zone)).toBe('Today 8:10 AM');
    expect(seenWords(now - day, now, zone)).toBe('Mon 8:11 AM');
    expect(seenWords(now - 40 * day, now, zone)).toBe('Oct 8, 2026');
  });

  test('what somebody did', () => {
    const doings = { events: 60, accesses: 412, patients: 97, changes: 1, exports: 0, refusals: 2 };
    expect(doingsWords(dana, doings, 30)).toBe(
      'In the last 30 days she opened records of 97 patients 412 times and changed something once. 2 acts were refused.',
    );
    const nothing = { events: 0, accesses: 0, patients: 0, changes: 0, exports: 0, refusals: 0 };
    expect(doingsWords(tomas, nothing, 30)).toBe(
      'In the last 30 days nothing was recorded of Tomás Herrera.',
    );
    expect(doingsWords(dana, { ...nothing, events: 1 }, 1)).toBe(
      'In the last 1 day 1 event of her was recorded, none of them about a patient.',
    );
  });
});
