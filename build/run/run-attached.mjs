import { spawn } from 'node:child_process';

/** timeout(1)'s exit code for a command whose time was up. */
export const TIME_WAS_UP = 124;
/** The exit code of what a person ended with Ctrl-C, as shells have it. */
export const INTERRUPTED = 130;

/**
 * @typedef {object} AttachedOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment, not an addition
 * @property {number} [timeoutMs] the command is ended after this long
 */

/** @typedef {readonly [executable: string, ...args: string[]]} Command */

/**
 * Runs a command that speaks for itself on this terminal, and ends with it whatever it has started. A person's
 * Ctrl-C ends it first; the caller then has its chance to tidy up.
 * @param {Command} command
 * @param {AttachedOptions} [options]
 * @returns {Promise<number>} its exit code; TIME_WAS_UP or INTERRUPTED where that was the reason
 */
export function runAttached([executable, ...args], { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(executable, args, {
      cwd,
      env,
      stdio: 'inherit',
      detached: process.platform !== 'win32',
    });
    /** @type {number | undefined} */
    let endedWith;
    const interrupt = () => {
      endedWith = INTERRUPTED;
      endGroup(child, 'SIGTERM');
    };
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            endedWith = TIME_WAS_UP;
            endGroup(child, 'SIGKILL');
          }, timeoutMs);
    process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
    const settle = () => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
    };
    child.on('error', (error) => {
      settle();
      reject(error);
    });
    child.on('exit', (code) => {
      settle();
      endGroup(child, 'SIGKILL');
      resolve(endedWith ?? code ?? 1);
    });
  });
}

/** @param {import('node:child_process').ChildProcess} child @param {NodeJS.Signals} signal */
function endGroup(child, signal) {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') {
    child.kill(signal);
    return;
  }
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH';
    if (!gone) throw error;
  }
}
