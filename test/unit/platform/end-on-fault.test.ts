import { spawnSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';

describe('an error that nobody caught', () => {
  test.each([
    ['thrown', 'uncaughtException'],
    ['rejected', 'unhandledRejection'],
  ])('%s: the process ends and logs its kind, never its text', (way, fault) => {
    // As in Electron's utility processes, where a rejection that nobody handles goes by.
    const { status, stderr } = spawnSync(
      process.execPath,
      ['--unhandled-rejections=none', '--import', 'tsx', 'test/unit/platform/faulty-process.ts', way],
      { encoding: 'utf8', timeout: 30_000 },
    );
    expect(status).toBe(1);
    expect(JSON.parse(stderr)).toMatchObject({ what: 'ended', fault, error: 'RangeError' });
    expect(stderr).not.toContain('canary');
  });
});
