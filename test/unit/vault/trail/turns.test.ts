import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { answering, breathing, Cancelled, standBack } from '../../../../src/vault/trail/turns';

describe('work that can wait', () => {
  test('stands back until every question is answered, also one that failed', async () => {
    const ends: (() => void)[] = [];
    const one = answering(() => new Promise<void>((resolve) => ends.push(resolve)));
    const other = answering(
      () => new Promise<void>((_, reject) => ends.push(() => reject(new Error('no')))),
    ).catch(() => undefined);
    let went = false;
    const work = standBack(Infinity).then(() => (went = true));
    const turns = async () => {
      for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    };
    await turns();
    ends[0]?.();
    await one;
    await turns();
    expect(went).toBe(false);
    ends[1]?.();
    await Promise.all([other, work]);
    expect(went).toBe(true);
  });

  test('goes on in the end, whoever is asking', async () => {
    let end = () => undefined as void;
    const question = answering(() => new Promise<void>((resolve) => (end = resolve)));
    await standBack(0);
    end();
    await question;
  });
});

test('a question notices that it was stopped at its next breath', async () => {
  const stop = new AbortController();
  const breathe = breathing(stop.signal);
  await breathe();
  stop.abort();
  await expect(breathe()).rejects.toThrow(Cancelled);
});
