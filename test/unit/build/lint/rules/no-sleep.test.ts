import { expect, test } from 'vitest';
import { noSleep } from '../../../../../build/lint/rules/no-sleep.mjs';
import { lintWith } from '../lint-with';

test.each([
  'await new Promise((resolve) => setTimeout(resolve, 100));',
  'await new Promise((resolve) => { setTimeout(resolve, 5_000); });',
  'await new Promise<void>((done) => setTimeout(() => done(), 500));',
  'await new Promise(function (resolve) { setTimeout(() => { resolve(1); }, 500); });',
  'const wait = 1000; await new Promise((resolve) => setTimeout(resolve, wait));',
  'const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));',
  "import { setTimeout as sleep } from 'node:timers/promises'; await sleep(250);",
])('a sleep: %s', (text) => {
  expect(lintWith(noSleep, 'test/unit/vault/a.test.ts', text)).toEqual([
    'Wait for what should happen (expect.poll, vi.waitFor, fake timers), not for time to pass.',
  ]);
});

test.each([
  'await new Promise((resolve) => setTimeout(resolve, 20));',
  'await new Promise((resolve) => setTimeout(resolve));',
  'const step = 20; await new Promise((resolve) => setTimeout(resolve, step));',
  "await new Promise((_, reject) => setTimeout(() => reject(new Error('too late')), 5000));",
  'setTimeout(check, 1000);',
  "import { setTimeout as sleep } from 'node:timers/promises'; await sleep(10);",
])('no sleep: %s', (text) => {
  expect(lintWith(noSleep, 'test/unit/vault/a.test.ts', text)).toEqual([]);
});
