import { describe, expect, test } from 'vitest';
import { isInForce } from '../../../../src/shared/domain/hipaa-agreement';

const term = { effectiveOn: '2026-01-01', expiresOn: '2026-12-31', deactivatedAt: null };

describe('an agreement is in force', () => {
  test.each([
    ['2025-12-31', false],
    ['2026-01-01', true],
    ['2026-06-15', true],
    ['2026-12-31', true],
    ['2027-01-01', false],
  ])('on %s: %s', (today, expected) => {
    expect(isInForce(term, today)).toBe(expected);
  });

  test('without an end, for ever', () => {
    expect(isInForce({ ...term, expiresOn: null }, '2199-12-31')).toBe(true);
  });

  test('not once it was deactivated', () => {
    expect(isInForce({ ...term, deactivatedAt: 1 }, '2026-06-15')).toBe(false);
  });
});
