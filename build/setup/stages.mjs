import { noSpace, SetUpFailure } from './set-up-failure.mjs';

/** @typedef {(line: string) => void} Log */

/** @param {number} milliseconds */
export const inSeconds = (milliseconds) => `${(milliseconds / 1000).toFixed(1)} s`;

/**
 * Runs one stage of the work, says in words what happens, and at its end how long it took.
 * @template T
 * @param {string} name
 * @param {Log} log
 * @param {(say: Log) => Promise<{ summary: string, value: T }>} work `say` prints progress inside the stage
 * @returns {Promise<T>}
 * @throws {SetUpFailure} a full disk becomes one as well; anything else unforeseen is passed on as it is
 */
export async function stage(name, log, work) {
  const started = performance.now();
  try {
    const { summary, value } = await work((line) => log(`    ${line}`));
    log(`  ${name}: ${summary} (${inSeconds(performance.now() - started)})`);
    return value;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOSPC') throw noSpace(error.message);
    throw error;
  }
}

/**
 * Prints why the set-up stopped: the failing command's last lines, the sentence, the remedy.
 * @param {SetUpFailure} failure
 * @param {Log} log
 */
export function reportFailure(failure, log) {
  const lines = failure.output.trimEnd().split('\n');
  if (failure.output.trim() !== '') for (const line of lines.slice(-15)) log(`    | ${line}`);
  log(`  Stopped: ${failure.message}`);
  log(`  What to do: ${failure.remedy}`);
}

/**
 * Does the work of a launcher; a failed set-up is reported in words instead of a stack.
 * @param {Log} log
 * @param {() => Promise<number>} work
 * @returns {Promise<number>} the exit code
 */
export async function orReport(log, work) {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof SetUpFailure)) throw error;
    reportFailure(error, log);
    return 1;
  }
}
