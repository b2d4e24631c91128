import { expect, test } from 'vitest';
import { oneAtATime } from '../../../../src/renderer/lib/one-at-a-time';

/** Something to ask whose answers the test gives, one by one. */
function asked() {
  const waiting: ((goOn: boolean) => void)[] = [];
  let count = 0;
  const run = oneAtATime(() => {
    count += 1;
    return new Promise((resolve) => waiting.push(resolve));
  });
  const answer = async (goOn = true) => {
    waiting.shift()?.(goOn);
    for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  };
  return { run, answer, count: () => count };
}

test('calls while it waits make one more run, and not one each', async () => {
  const { run, answer, count } = asked();
  run();
  run();
  run();
  run();
  expect(count()).toBe(1);
  await answer();
  expect(count()).toBe(2);
  await answer();
  expect(count()).toBe(2);
});

test('runs anew once it is done', async () => {
  const { run, answer, count } = asked();
  run();
  await answer();
  run();
  expect(count()).toBe(2);
});

test('ends where nobody waits for the answer any more', async () => {
  const { run, answer, count } = asked();
  run();
  run();
  await answer(false);
  expect(count()).toBe(1);
});
