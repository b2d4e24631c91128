import { describe, expect, test } from 'vitest';
import { isErrorCode, statusOf } from '../../../../src/shared/contract/platform/status';
import { err, errorCodes, missingCase, ok } from '../../../../src/shared/domain/result';

describe('a result', () => {
  test('is a value either way', () => {
    expect(ok(3)).toEqual({ ok: true, value: 3 });
    expect(err('denied', 'No.', 'Ask.')).toEqual({ ok: false, code: 'denied', message: 'No.', hint: 'Ask.' });
    expect(err('too-many', 'Wait.', 'Later.', 8)).toHaveProperty('retryAfter', 8);
  });

  test('survives being sent as JSON', () => {
    for (const value of [
      ok({ a: [1] }),
      err('too-many', 'Wait.', 'Later.', 8),
      err('denied', 'No.', 'Ask.'),
    ]) {
      expect(JSON.parse(JSON.stringify(value))).toEqual(value);
    }
  });
});

describe('the list of codes', () => {
  test('names each once, in one spelling', () => {
    expect(new Set(errorCodes).size).toBe(errorCodes.length);
    for (const code of errorCodes) expect(code).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  test('has a refusing status for each, and none for anything else', () => {
    expect(Object.keys(statusOf).sort()).toEqual([...errorCodes].sort());
    for (const status of Object.values(statusOf)) expect(status).toBeGreaterThanOrEqual(400);
  });

  test('is closed', () => {
    for (const text of ['exploded', '', '__proto__', 'toString', null, 7, {}])
      expect(isErrorCode(text)).toBe(false);
  });
});

test('a forgotten case is refused at run time too', () => {
  expect(() => missingCase('new-kind' as never)).toThrow(/new-kind/);
});
