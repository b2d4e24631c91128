import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const testsIn = (...folders: string[]) => folders.map((folder) => `test/${folder}/**/*.test.{ts,tsx}`);

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    // One group after the other: what starts windows must not share the cores with anything.
    projects: [
      {
        test: {
          name: 'unit',
          include: testsIn('unit'),
          // A machine busy with other work is slow, not wrong.
          testTimeout: 30_000,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          name: 'integration',
          include: testsIn('integration', 'faults'),
          globalSetup: ['test/integration/shared-engines.ts'],
          // A service and the test that asks it wait for each other: two files at once keep two cores busy.
          maxWorkers: 2,
          testTimeout: 60_000,
          // On a busy machine much takes longer than the second that a poll is given by itself.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          name: 'e2e',
          include: testsIn('e2e'),
          fileParallelism: false,
          testTimeout: 60_000,
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 60_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});
