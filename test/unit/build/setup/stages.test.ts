import { describe, expect, test } from 'vitest';
import { SetUpFailure } from '../../../../build/setup/set-up-failure.mjs';
import { orReport, stage } from '../../../../build/setup/stages.mjs';

const recorder = () => {
  const lines: string[] = [];
  return { lines, log: (line: string) => void lines.push(line) };
};

describe('a stage', () => {
  test('says what it does while it does it, and in the end what came of it and how long it took', async () => {
    const { lines, log } = recorder();
    const value = await stage('Electron', log, (say) => {
      say('fetching it');
      return Promise.resolve({ summary: 'Electron 45', value: 7 });
    });
    expect(value).toBe(7);
    expect(lines).toEqual([
      '    fetching it',
      expect.stringMatching(/^ {2}Electron: Electron 45 \(\d+\.\d s\)$/),
    ]);
  });

  test('on a full disk fails in words', async () => {
    const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
    await expect(
      stage(
        'x',
        () => undefined,
        () => Promise.reject(full),
      ),
    ).rejects.toMatchObject({
      message: 'The disk is full.',
    });
  });
});

describe('a launcher', () => {
  test('reports a failed set-up: the last of what was said, the sentence, the remedy', async () => {
    const { lines, log } = recorder();
    const output = Array.from({ length: 20 }, (_, index) => `line ${index}`).join('\n');
    const code = await orReport(log, () => Promise.reject(new SetUpFailure('It broke.', 'Mend it.', output)));
    expect(code).toBe(1);
    expect(lines.slice(-2)).toEqual(['  Stopped: It broke.', '  What to do: Mend it.']);
    expect(lines.slice(0, -2)).toEqual(
      output
        .split('\n')
        .slice(5)
        .map((line) => `    | ${line}`),
    );
  });

  test('lets through what is no matter of the set-up', async () => {
    await expect(
      orReport(
        () => undefined,
        () => Promise.reject(new Error('a fault')),
      ),
    ).rejects.toThrow('a fault');
  });
});
