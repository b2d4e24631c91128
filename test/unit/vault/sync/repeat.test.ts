import { describe, expect, test } from 'vitest';
import { err, type Refusal } from '../../../../src/shared/domain/result';
import { repeat } from '../../../../src/vault/sync/repeat';
import type { Times } from '../../../../src/vault/sync/times';

const RHYTHM = { everyMs: 60_000, leastMs: 1_000 };

/** Rounds with the answers given, and rests that end when they are told to or aborted. */
function aScene(...answers: (Refusal | null)[]) {
  const stop = new AbortController();
  const rests: { ms: number; end(): void }[] = [];
  let rounds = 0;
  const times: Times = {
    now: () => 0,
    random: () => 0,
    pause: (ms, signal) =>
      new Promise((resolve, reject) => {
        rests.push({ ms, end: () => resolve(null) });
        signal.addEventListener('abort', () => reject(new Error('aborted')));
      }),
  };
  const repeated = repeat(
    () => {
      rounds += 1;
      return Promise.resolve(answers.shift() ?? null);
    },
    RHYTHM,
    stop.signal,
    times,
  );
  /** Waits for the nth rest (from 1) and ends it. */
  const endRest = async (n: number) => {
    await expect.poll(() => rests.length).toBe(n);
    rests[n - 1]?.end();
  };
  return { stop, rests, repeated, endRest, rounds: () => rounds };
}

describe('work that repeats', () => {
  test('rests between rounds, and ends with the abort', async () => {
    const { stop, rests, repeated, endRest, rounds } = aScene();
    await endRest(1);
    await endRest(2);
    await expect.poll(rounds).toBe(2);
    stop.abort();
    expect(await repeated.done).toBeNull();
    expect(rests.slice(0, 2).map(({ ms }) => ms)).toEqual([1_000, 59_000]);
  });

  test('is woken from its rest, but not before the least of it has passed', async () => {
    const { stop, rests, repeated, endRest, rounds } = aScene();
    await expect.poll(() => rests.length).toBe(1);
    repeated.wake();
    expect(rounds()).toBe(1);
    await endRest(1);
    await expect.poll(rounds).toBe(2);
    await endRest(2);
    await expect.poll(() => rests.length).toBe(3);
    repeated.wake();
    await expect.poll(rounds).toBe(3);
    stop.abort();
    await repeated.done;
  });

  test('what woke it during a round is done in the next one', async () => {
    const stop = new AbortController();
    let rounds = 0;
    const repeated = repeat(
      () => {
        rounds += 1;
        if (rounds === 1) queueMicrotask(() => repeated.wake());
        else stop.abort();
        return Promise.resolve(null);
      },
      { everyMs: 1e9, leastMs: 1 },
      stop.signal,
      {
        now: () => 0,
        random: () => 0,
        pause: (ms) => (ms > 1 ? new Promise(() => undefined) : Promise.resolve()),
      },
    );
    await repeated.done;
    expect(rounds).toBe(2);
  });

  test('waits longer after each refusal in a row, and ends at one that waiting does not mend', async () => {
    const away = err('unreachable', '', '');
    const denied = err('denied', '', '');
    const { rests, repeated, endRest } = aScene(away, away, null, away, denied);
    await endRest(1);
    await endRest(2);
    await endRest(3);
    await endRest(4);
    await endRest(5);
    expect(await repeated.done).toEqual(denied);
    expect(rests.map(({ ms }) => ms)).toEqual([1_000, 2_000, 1_000, 59_000, 1_000]);
  });
});
