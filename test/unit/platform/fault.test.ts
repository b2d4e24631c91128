import { describe, expect, test } from 'vitest';
import { faultOf } from '../../../src/platform/database/fault';

const withCode = (code: string) => Object.assign(new Error('text that nobody may decide by'), { code });

describe('database faults', () => {
  test.each([
    ['23505', 'exists'],
    ['WKA01', 'append-only'],
    ['42501', 'forbidden'],
    ['40P01', 'contended'],
    ['57014', 'contended'],
    ['57P01', 'lost'],
    ['08006', 'lost'],
    ['ECONNREFUSED', 'lost'],
    ['53100', 'full'],
    ['53200', 'contended'],
    ['54000', 'unexpected'],
    ['XX001', 'damaged'],
    ['42601', 'unexpected'],
  ])('%s is %s', (code, fault) => {
    expect(faultOf(withCode(code))).toBe(fault);
  });

  test('a socket that ended has no code', () => {
    expect(faultOf(new Error('Connection terminated unexpectedly'))).toBe('lost');
    expect(faultOf(new Error('Client has encountered a connection error and is not queryable'))).toBe('lost');
  });

  test('anything else is unexpected', () => {
    for (const odd of [undefined, null, 'x', {}, new TypeError('x')]) expect(faultOf(odd)).toBe('unexpected');
  });
});
