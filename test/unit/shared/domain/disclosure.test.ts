import { expect, test } from 'vitest';
import { accountingDueOn, accountingReachesTo } from '../../../../src/shared/domain/disclosure';

test.each([
  ['2026-11-27', '2027-01-26'],
  ['2024-01-01', '2024-03-01'],
])('an accounting asked for on %s is due on %s', (asked, due) => {
  expect(accountingDueOn(asked)).toBe(due);
});

test.each([
  ['2026-11-27', '2020-11-27'],
  ['2024-02-29', '2018-03-01'],
  ['2026-02-28', '2020-02-28'],
])('asked for on %s it reaches back to %s', (asked, from) => {
  expect(accountingReachesTo(asked)).toBe(from);
});
