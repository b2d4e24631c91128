/**
 * What vitest's JSON reporter writes, as far as it is read here.
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, assertionResults: unknown[] }[]} testResults
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/** @type {Counts} */
export const NOTHING_COUNTED = Object.freeze({ passed: 0, failed: 0, skipped: 0 });

/**
 * The counts of one vitest run. Whatever went wrong counts as at least one failure: a file that did not load, an
 * error outside of any test, a run without a report, and a run without a test.
 * @param {object} run
 * @param {VitestReport | undefined} run.report undefined when the run ended without writing one
 * @param {number} run.code exit code
 * @param {boolean} run.mayBeEmpty a developer's filter may leave nothing to run here
 * @returns {Counts & { remark?: string }} remark: what failed beside the tests
 */
export function countsOf({ report, code, mayBeEmpty }) {
  if (report === undefined) {
    return { ...NOTHING_COUNTED, failed: 1, remark: `vitest ended with ${code} and without a report` };
  }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloaded.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (unloaded.length > 0) {
    return { ...counts, remark: `did not load: ${unloaded.map(({ name }) => name).join(', ')}` };
  }
  if (counts.passed + counts.failed + counts.skipped === 0) {
    return mayBeEmpty ? counts : { ...counts, failed: 1, remark: 'no test was found' };
  }
  if (code !== 0 && counts.failed === 0) {
    return { ...counts, failed: 1, remark: `every test passed, yet vitest ended with ${code}` };
  }
  return counts;
}

/** @param {Counts} a @param {Counts} b @returns {Counts} */
export const add = (a, b) => ({
  passed: a.passed + b.passed,
  failed: a.failed + b.failed,
  skipped: a.skipped + b.skipped,
});

/** @param {Counts} counts */
export const countsLine = ({ passed, failed, skipped }) =>
  `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
