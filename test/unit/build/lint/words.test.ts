import { expect, test } from 'vitest';
import { termFor, words, wordsOf } from '../../../../build/lint/words.mjs';

test.each([
  ['signedTreeHead', 'signed tree head'],
  ['AUDIT_ENTRY', 'audit entry'],
  ['audit-entry.ts', 'audit entry ts'],
  ['verifySTHNow', 'verify sth now'],
  ['enable2FA', 'enable 2 fa'],
])('%s is read as "%s"', (name, spoken) => {
  expect(wordsOf(name)).toBe(spoken);
});

test('another name of an idea is found inside a longer one, and only as whole words', () => {
  expect(termFor('parseSignedTreeHead')).toBe('checkpoint');
  expect(termFor('timeoutMillis')).toBe('…Ms');
  expect(termFor('width')).toBeNull();
  expect(termFor('fluid')).toBeNull();
});

test('no term is another name of an idea', () => {
  expect(words.filter(({ term }) => termFor(term) !== null)).toEqual([]);
});
