import { describe, expect, test } from 'vitest';
import { failuresOf } from '../../../../build/run/test-failures.mjs';

const passed = { status: 'passed', fullName: 'a lock opens' };
const failed = {
  status: 'failed',
  fullName: 'a lock closes after ten minutes',
  failureMessages: [
    'AssertionError: expected open to be closed\n    at /here/test/unit/lock.test.ts:7:3\n    at /here/node_modules/vitest/run.js:1:1',
  ],
};

describe('the failures of a test run', () => {
  test('are told with their file, their name and what was expected, and without the frames of libraries', () => {
    const testResults = [{ name: '/here/test/unit/lock.test.ts', assertionResults: [passed, failed] }];
    expect(failuresOf({ testResults }, '/here')).toEqual([
      'test/unit/lock.test.ts: a lock closes after ten minutes\n' +
        '    AssertionError: expected open to be closed\n' +
        '        at /here/test/unit/lock.test.ts:7:3',
    ]);
  });

  test('hold a file that did not load', () => {
    const testResults = [
      { name: '/here/test/unit/lock.test.ts', message: 'no such module', assertionResults: [] },
    ];
    expect(failuresOf({ testResults }, '/here')).toEqual(['test/unit/lock.test.ts\n    no such module']);
    const torn = [{ name: 'a.test.ts', message: 'Unhandled', assertionResults: [passed] }];
    expect(failuresOf({ testResults: torn }, '/here')).toEqual(['a.test.ts\n    Unhandled']);
  });

  test('are cut where one is long, and none where all passed or nothing was reported', () => {
    const long = {
      ...failed,
      failureMessages: [Array.from({ length: 500 }, (_, n) => `line ${n}`).join('\n')],
    };
    const told = failuresOf({ testResults: [{ name: 'a.test.ts', assertionResults: [long] }] }, '/here');
    expect(told.map((text) => text.split('\n').length)).toEqual([26]);
    expect(failuresOf({ testResults: [{ name: 'a.test.ts', assertionResults: [passed] }] }, '/here')).toEqual(
      [],
    );
    expect(failuresOf(undefined, '/here')).toEqual([]);
  });
});
