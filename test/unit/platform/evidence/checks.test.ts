import { describe, expect, test } from 'vitest';
import { judgeTls } from '../../../../src/platform/evidence/door-checks';
import { checks, checkedProvisions } from '../../../../src/platform/evidence/look-at-all';
import { judgeBackup } from '../../../../src/platform/evidence/record-checks';
import { securityRule } from '../../../../src/shared/law/security-rule';

const DAY = 86_400_000_000;
const now = 1_780_000_000_000_000;

test('each check is about provisions that there are, and none about one that another is about', () => {
  const about = checks.flatMap(({ provisions }) => provisions);
  expect(new Set(about).size).toBe(about.length);
  const known = securityRule.map(({ id }) => id);
  expect(about.filter((id) => !known.includes(id))).toEqual([]);
  expect(checkedProvisions({ isEmbedded: true, servedTls: () => null }).size).toBe(18);
  expect(checkedProvisions({ isEmbedded: false, servedTls: () => null }).size).toBe(15);
});

describe('TLS', () => {
  test('is no matter on one computer, and proved while the certificate holds', () => {
    expect(judgeTls(null, now).result).toBe('does-not-apply');
    const modern = { minimum: 'TLS 1.3', reason: null, until: now + 30 * DAY } as const;
    expect(judgeTls(modern, now)).toMatchObject({
      result: 'proved',
      facts: { minimum: 'TLS 1.3', certificateDaysLeft: 30 },
      provedAt: now,
    });
    const older = { minimum: 'TLS 1.2', reason: 'A scanner', until: now + DAY } as const;
    expect(judgeTls(older, now).reason).toContain('TLS 1.2 is served beside 1.3');
    expect(judgeTls({ ...modern, until: now }, now)).toMatchObject({ result: 'not-proved', provedAt: null });
  });
});

describe('a backup', () => {
  test('proves something for two days, as old as the state that it holds', () => {
    expect(judgeBackup(null, now).result).toBe('not-proved');
    expect(judgeBackup(now - 2 * DAY, now)).toMatchObject({
      result: 'proved',
      facts: { ageHours: 48 },
      provedAt: now - 2 * DAY,
    });
    expect(judgeBackup(now - 2 * DAY - 1, now).result).toBe('not-proved');
  });
});
