import { describe, expect, test } from 'vitest';
import { add, countsLine, countsOf, NOTHING_COUNTED } from '../../../../build/run/test-counts.mjs';

const report = (
  passed: number,
  failed = 0,
  skipped = 0,
  files: { status: string; tests: number }[] = [],
) => ({
  numPassedTests: passed,
  numFailedTests: failed,
  numPendingTests: skipped,
  numTodoTests: 0,
  testResults: files.map(({ status, tests }) => ({
    name: 'a.test.ts',
    status,
    assertionResults: Array.from({ length: tests }, () => ({})),
  })),
});

describe('the counts of a test run', () => {
  test('are those of the report', () => {
    expect(countsOf({ report: report(5, 1, 2), code: 1, mayBeEmpty: false })).toEqual({
      passed: 5,
      failed: 1,
      skipped: 2,
    });
  });

  test('hold a failure for a run that wrote no report', () => {
    expect(countsOf({ report: undefined, code: 139, mayBeEmpty: true })).toMatchObject({
      failed: 1,
      remark: 'vitest ended with 139 and without a report',
    });
  });

  test('hold a failure for a file that did not load, and none twice for one with a failed test', () => {
    const files = [
      { status: 'failed', tests: 0 },
      { status: 'failed', tests: 3 },
    ];
    expect(countsOf({ report: report(2, 1, 0, files), code: 1, mayBeEmpty: false })).toMatchObject({
      passed: 2,
      failed: 2,
      remark: 'did not load: a.test.ts',
    });
  });

  test('hold a failure for a run without a test, unless a filter asked for that', () => {
    expect(countsOf({ report: report(0), code: 1, mayBeEmpty: false })).toMatchObject({
      failed: 1,
      remark: 'no test was found',
    });
    expect(countsOf({ report: report(0), code: 1, mayBeEmpty: true })).toEqual(NOTHING_COUNTED);
  });

  test('hold a failure for an error outside of every test', () => {
    expect(countsOf({ report: report(4), code: 1, mayBeEmpty: false })).toMatchObject({
      passed: 4,
      failed: 1,
    });
  });
});

describe('the last line', () => {
  test('names the skipped only if there are any', () => {
    expect(countsLine({ passed: 3, failed: 0, skipped: 0 })).toBe('3 passed, 0 failed');
    expect(countsLine(add({ passed: 3, failed: 0, skipped: 1 }, { passed: 1, failed: 2, skipped: 0 }))).toBe(
      '4 passed, 2 failed, 1 skipped',
    );
  });
});
