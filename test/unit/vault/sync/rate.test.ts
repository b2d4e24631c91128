import { expect, test } from 'vitest';
import { rateSince } from '../../../../src/vault/sync/rate';

test('a rate is of the last five seconds, and there is none before half a second', () => {
  const rate = rateSince(0);
  rate.add(100, 100);
  expect(rate.at(400)).toBeNull();
  expect(rate.at(1_000)).toBe(100);
  rate.add(900, 3_000);
  expect(rate.at(4_000)).toBe(250);
  expect(rate.at(6_000)).toBe(180);
  expect(rate.at(9_000)).toBe(0);
  rate.reset(9_000);
  expect(rate.at(9_100)).toBeNull();
  rate.add(10, 9_500);
  expect(rate.at(10_000)).toBe(10);
});
