/**
 * What vitest's JSON reporter writes of a file's tests, as far as it is read here.
 * @typedef {object} TestOfReport
 * @property {string} status
 * @property {string} fullName the blocks it stands in and its own name
 * @property {string[] | null} [failureMessages] each with its stack
 */

/** Enough for what was expected and what came, and for where in our own code. */
const LINES_EACH = 25;

/**
 * Which tests failed and why, to be said once more under everything else: of a long run's output often only the end
 * is kept.
 * @param {{ testResults: { name: string, message?: string, assertionResults: unknown[] }[] } | undefined} report
 *   undefined when the run ended without writing one
 * @param {string} project the folder that file names are told from
 * @returns {string[]} one text for each failure; empty when none failed
 */
export function failuresOf(report, project) {
  const within = `${project}/`;
  const files = report?.testResults ?? [];
  return files.flatMap(({ name, message, assertionResults }) => {
    const file = name.startsWith(within) ? name.slice(within.length) : name;
    const failed = /** @type {TestOfReport[]} */ (assertionResults).filter(
      ({ status }) => status === 'failed',
    );
    // The file did not load, or something failed outside of its tests.
    if (failed.length === 0) return message ? [`${file}\n${indented(message)}`] : [];
    return failed.map(({ fullName, failureMessages }) => {
      return `${file}: ${fullName}\n${indented((failureMessages ?? []).join('\n'))}`;
    });
  });
}

/** @param {string} text */
const indented = (text) =>
  text
    .split('\n')
    .filter((line) => !line.includes('/node_modules/'))
    .slice(0, LINES_EACH)
    .map((line) => `    ${line}`)
    .join('\n');
