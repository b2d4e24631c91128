import { spawn } from 'node:child_process';

/**
 * How a command ended.
 * @typedef {object} CommandResult
 * @property {number | null} code exit code; null when a signal ended it or it could not be started
 * @property {string} output the last 64 KiB of stdout and stderr together
 * @property {'not-found' | 'timed-out' | undefined} trouble why there is no exit code, where known
 */

/**
 * @typedef {object} CommandOptions
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env] the whole environment, not an addition
 * @property {number} [timeoutMs] the command is ended after this long
 */

/** @typedef {(command: string, args: readonly string[], options?: CommandOptions) => Promise<CommandResult>} RunCommand */

const OUTPUT_KEPT = 64 * 1024;

/**
 * Runs a command to its end and keeps what it said. Never rejects: a command that cannot be started is a result.
 * @type {RunCommand}
 */
export function runCommand(command, args, { cwd, env, timeoutMs } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    let timedOut = false;
    const keep = (/** @type {string} */ text) => {
      output = (output + text).slice(-OUTPUT_KEPT);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const timer =
      timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            timedOut = true;
            child.kill('SIGKILL');
          }, timeoutMs);
    child.on('error', (/** @type {NodeJS.ErrnoException} */ error) => {
      clearTimeout(timer);
      const trouble = error.code === 'ENOENT' ? 'not-found' : undefined;
      resolve({ code: null, output: output + error.message, trouble });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code, output, trouble: timedOut ? 'timed-out' : undefined });
    });
  });
}
