import { describe, expect, test } from 'vitest';
import { isBackupDue, newestQuietHour } from '../../../../src/platform/backup/due';

const at = (text: string) => Date.parse(text) * 1000;
const zone = 'America/Chicago';
const iso = (micros: number) => new Date(micros / 1000).toISOString();

describe('the quiet hour', () => {
  test.each([
    ['2026-01-15T08:59:59Z', '2026-01-14T09:00:00.000Z'],
    ['2026-01-15T09:00:00Z', '2026-01-15T09:00:00.000Z'],
    ['2026-07-15T08:30:00Z', '2026-07-15T08:00:00.000Z'],
    // The nights on which the clocks are put forward and back.
    ['2026-03-08T08:00:00Z', '2026-03-08T08:00:00.000Z'],
    ['2026-03-08T07:59:59Z', '2026-03-07T09:00:00.000Z'],
    ['2026-11-01T09:00:00Z', '2026-11-01T09:00:00.000Z'],
    ['2026-11-01T08:59:59Z', '2026-10-31T08:00:00.000Z'],
  ])('at %s was last %s', (now, expected) => {
    expect(iso(newestQuietHour(at(now), zone))).toBe(expected);
  });

  test('comes once in each day of a year, at three by the practice’s clock', () => {
    for (const where of [zone, 'Pacific/Auckland', 'Asia/Kolkata', 'UTC']) {
      const hours = new Set<number>();
      for (let hour = 0; hour < 365 * 24; hour += 1) {
        hours.add(newestQuietHour(at('2026-01-01T00:00:00Z') + hour * 3_600_000_000, where));
      }
      expect(Math.abs(hours.size - 366)).toBeLessThanOrEqual(1);
      const shown = new Intl.DateTimeFormat('en-GB', { timeZone: where, hour: '2-digit', minute: '2-digit' });
      for (const hour of hours) expect(shown.format(hour / 1000)).toBe('03:00');
    }
  });
});

describe('a backup', () => {
  const now = at('2026-01-15T12:00:00Z');
  const quiet = at('2026-01-15T09:00:00Z');
  const none = { practiceCreatedAt: at('2026-01-01T00:00:00Z'), newestGood: null, newestAttempt: null };

  test('is due once since the quiet hour, and not for a practice that began after it', () => {
    expect(isBackupDue(none, now, zone)).toBe(true);
    expect(isBackupDue({ ...none, newestGood: quiet - 1, newestAttempt: quiet - 1 }, now, zone)).toBe(true);
    expect(isBackupDue({ ...none, newestGood: quiet, newestAttempt: quiet }, now, zone)).toBe(false);
    expect(isBackupDue({ ...none, practiceCreatedAt: quiet }, now, zone)).toBe(false);
  });

  test('that failed is tried again after an hour', () => {
    const failed = { ...none, newestAttempt: now - 3_599_000_000 };
    expect(isBackupDue(failed, now, zone)).toBe(false);
    expect(isBackupDue(failed, now + 1_000_000, zone)).toBe(true);
  });
});
