import { describe, expect, test } from 'vitest';
import { runCommand } from '../../../../build/setup/run-command.mjs';

const node = (script: string, options = {}) => runCommand(process.execPath, ['-e', script], options);

describe('running a command', () => {
  test('keeps its exit code and what it said on both streams', async () => {
    const result = await node('console.log("out"); console.error("err"); process.exitCode = 3');
    expect(result.code).toBe(3);
    expect(result.output).toContain('out\n');
    expect(result.output).toContain('err\n');
  });

  test('keeps the end of a long output', async () => {
    const { output } = await node('for (let i = 0; i < 20000; i++) console.log("line " + i)');
    expect(output.length).toBe(64 * 1024);
    expect(output.endsWith('line 19999\n')).toBe(true);
  });

  test('that does not exist is a result', async () => {
    expect(await runCommand('no-such-command-here', [])).toMatchObject({ code: null, trouble: 'not-found' });
  });

  test('ends it when its time is up', async () => {
    expect(await node('setInterval(() => {}, 1000)', { timeoutMs: 100 })).toMatchObject({
      code: null,
      trouble: 'timed-out',
    });
  });
});
