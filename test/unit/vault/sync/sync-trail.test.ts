import { describe, expect, test } from 'vitest';
import { err, ok, type Refusal, type Result } from '../../../../src/shared/domain/result';
import type { Received, TrailPage } from '../../../../src/vault/sync/receive';
import {
  PAGE_EVENTS,
  RUN_EVENTS,
  syncTrail,
  type TrailParts,
  type TrailProgress,
} from '../../../../src/vault/sync/sync-trail';
import type { Times } from '../../../../src/vault/sync/times';
import { chartOpened } from '../../shared/domain/audit-event/events';

const salt = 'A'.repeat(22);
const line = (seq: number) => ({ seq, event: chartOpened, salt });

/** A platform and a file that only count, and a clock that only notes. */
function aScene(total: number) {
  const stop = new AbortController();
  const states: TrailProgress[] = [];
  const asked: { from: number; limit: number; wait: number }[] = [];
  const waits: number[] = [];
  let size = 0;
  const parts: TrailParts = {
    size: () => ok(size),
    fetch(from, limit, wait) {
      asked.push({ from, limit, wait });
      const events = Array.from({ length: Math.min(limit, total - from) }, (_, i) => line(from + i));
      return Promise.resolve(ok({ events, checkpoint: String(total), verifierKey: '' }));
    },
    receive({ events, checkpoint }) {
      size += events.length;
      const head = Number(checkpoint);
      return ok({
        kind: 'kept',
        size,
        added: events.length,
        total: head,
        verified: false,
        more: size < head,
      });
    },
    changed: (state) => states.push(state),
  };
  let now = 0;
  const times: Times = {
    now: () => now,
    random: () => 0,
    pause(ms) {
      waits.push(ms);
      now += ms;
      return Promise.resolve();
    },
  };
  /** Lets time pass by itself. */
  const later = (ms: number) => (now += ms);
  return { parts, times, stop, states, asked, waits, later };
}

describe('receiving the trail', () => {
  test('asks for what comes next until nothing is missing, then has the platform wait for events', async () => {
    const { parts, times, stop, states, asked } = aScene(11_000);
    const { pause } = times;
    times.pause = (ms, signal) => {
      if (asked.length === 5) stop.abort();
      return pause(ms, signal);
    };
    expect(await syncTrail(parts, stop.signal, times)).toBeNull();
    expect(asked.map(({ from, wait }) => [from, wait])).toEqual([
      [0, 0],
      [5_000, 0],
      [10_000, 0],
      [11_000, 10],
      [11_000, 10],
    ]);
    expect(states.at(0)).toEqual({ phase: 'receiving', problem: null });
    expect(states.at(-1)).toEqual({ phase: 'up-to-date', problem: null });
  });

  test('asks for the page after a full one while that one is taken in, and once', async () => {
    const { parts, times, stop, asked } = aScene(2 * PAGE_EVENTS + 1);
    const { receive } = parts;
    const askedBefore: number[] = [];
    parts.receive = (page) => {
      askedBefore.push(asked.at(-1)?.from ?? -1);
      return receive(page);
    };
    times.pause = () => {
      stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(asked.map(({ from }) => from)).toEqual([0, PAGE_EVENTS, 2 * PAGE_EVENTS]);
    expect(askedBefore[0]).toBe(PAGE_EVENTS);
    expect(parts.size()).toEqual(ok(2 * PAGE_EVENTS + 1));
  });

  test('a page asked for ahead is let go where the one before it could not be kept', async () => {
    const { parts, times, stop, asked } = aScene(2 * PAGE_EVENTS);
    const { receive } = parts;
    let full = true;
    parts.receive = (page) => {
      if (!full) return receive(page);
      full = false;
      return err('unavailable', 'The disk is full.', 'Free some space.');
    };
    const { pause } = times;
    times.pause = (ms, signal) => {
      if (asked.length > 3) stop.abort();
      return pause(ms, signal);
    };
    await syncTrail(parts, stop.signal, times);
    expect(asked.slice(0, 4).map(({ from }) => from)).toEqual([0, PAGE_EVENTS, 0, PAGE_EVENTS]);
    expect(parts.size()).toEqual(ok(2 * PAGE_EVENTS));
  });

  test('asks a platform that answers at once about once a second, and one that waited at once again', async () => {
    const { parts, times, stop, asked, waits, later } = aScene(0);
    const fetch = parts.fetch;
    const took = [0, 300, 10_000, 999, 20_000];
    parts.fetch = (...request) => {
      const ms = took.shift();
      if (ms === undefined) stop.abort();
      later(ms ?? 0);
      return fetch(...request);
    };
    await syncTrail(parts, stop.signal, times);
    expect(waits).toEqual([1_000, 700, 1]);
    expect(asked).toHaveLength(6);
  });

  test('an abort is noticed between two runs of one page', async () => {
    const { parts, times, stop, later } = aScene(PAGE_EVENTS);
    const receive = parts.receive;
    let runs = 0;
    parts.receive = (page: TrailPage) => {
      later(40);
      runs += 1;
      if (runs === 3) stop.abort();
      return receive(page);
    };
    await syncTrail(parts, stop.signal, times);
    expect(runs).toBe(3);
    expect(parts.size()).toEqual(ok(3 * RUN_EVENTS));
  });

  test.each([
    // 1,500 and 1,000 are what was left of a page: they say little of a longer run.
    [10, [500, 1000, 2000, 1500, 4000, 1000, 4000]],
    [20, [500, 1000, 2000, 1500, 2000, 2000, 1000]],
    [80, [500, 500, 500]],
    [200, [500, 200, 200]],
    [2000, [500, 125, 125]],
    [0.1, [500, 1000, 2000, 1500, 4000, 1000, 5000]],
  ])('a run grows and shrinks towards 40 ms, where a thousand take %d', async (msEach, expected) => {
    const { parts, times, stop, later } = aScene(100 * PAGE_EVENTS);
    const receive = parts.receive;
    const runs: number[] = [];
    parts.receive = (page: TrailPage) => {
      const { length } = page.events;
      later((length * msEach) / 1000);
      runs.push(length);
      if (runs.length === expected.length) stop.abort();
      return receive(page);
    };
    await syncTrail(parts, stop.signal, times);
    expect(runs).toEqual(expected);
  });

  test('an answer that comes after the abort is not kept', async () => {
    const { parts, times, stop } = aScene(10);
    const fetch = parts.fetch;
    parts.fetch = (...request) => {
      stop.abort();
      return fetch(...request);
    };
    await syncTrail(parts, stop.signal, times);
    expect(parts.size()).toEqual(ok(0));
  });

  test('backs off while the platform refuses, says why, and begins anew when it answers', async () => {
    const { parts, times, stop, states, waits } = aScene(10);
    const answers: (Result<never> | null)[] = [
      err('unreachable', 'No answer.', 'Check.'),
      err('too-many', 'Slow down.', 'Wait.', 30),
      null,
      err('unavailable', 'Busy.', 'Wait.'),
    ];
    const fetch = parts.fetch;
    parts.fetch = (...request) => {
      const answer = answers.shift();
      if (answer === undefined) stop.abort();
      return answer ? Promise.resolve(answer) : fetch(...request);
    };
    await syncTrail(parts, stop.signal, times);
    expect(waits).toEqual([1_000, 30_000, 1_000, 1_000]);
    expect(states.map(({ phase }) => phase)).toEqual(['waiting', 'waiting', 'up-to-date', 'waiting']);
    expect(states[0]?.problem).toBe('No answer. Check.');
  });

  test('a reply that is too large is asked for in smaller pieces', async () => {
    const { parts, times, stop, asked } = aScene(5_000);
    const fetch = parts.fetch;
    parts.fetch = (from, limit, wait, signal) => {
      if (limit <= 1_250) return fetch(from, limit, wait, signal);
      asked.push({ from, limit, wait });
      return Promise.resolve(err('too-large', '', ''));
    };
    times.pause = () => {
      stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(asked.slice(0, 3)).toEqual([
      { from: 0, limit: 5_000, wait: 0 },
      { from: 0, limit: 1_250, wait: 0 },
      { from: 1_250, limit: 2_500, wait: 0 },
    ]);
    expect(parts.size()).toEqual(ok(5_000));
  });

  test('a contradiction ends it for good, in words', async () => {
    const { parts, times, stop } = aScene(10);
    parts.receive = () => ok({ kind: 'contradiction', reason: 'Two roots.' });
    const why = await syncTrail(parts, stop.signal, times);
    expect(why).toMatchObject({ code: 'damaged', message: 'Two roots.' });
  });

  test('a page that does not fit is told in words, and asked for again', async () => {
    const { parts, times, stop, states } = aScene(10);
    const misfit: Received = { kind: 'misfit', reason: 'A gap.' };
    parts.receive = () => ok(misfit);
    times.pause = () => {
      stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(states.at(-1)).toEqual({
      phase: 'waiting',
      problem: 'A gap. Nothing of it was kept; it is asked for again.',
    });
  });

  test('a head that was signed between the two readings of one request is no problem', async () => {
    const { parts, times, stop, states, asked } = aScene(1);
    const fetch = parts.fetch;
    parts.fetch = (...request) => {
      if (asked.length > 0) return fetch(...request);
      asked.push({ from: 0, limit: 0, wait: 0 });
      return Promise.resolve(ok({ events: [], checkpoint: '1', verifierKey: '' }));
    };
    times.pause = () => {
      stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(states).toEqual([{ phase: 'up-to-date', problem: null }]);
  });

  test('a head without its events is no reason to ask without pause', async () => {
    const { parts, times, stop, states, waits } = aScene(0);
    parts.fetch = () => Promise.resolve(ok({ events: [], checkpoint: '7', verifierKey: '' }));
    times.pause = (ms) => {
      waits.push(ms);
      if (waits.length === 3) stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(waits).toEqual([1_000, 2_000, 4_000]);
    expect(states.at(-1)).toMatchObject({ phase: 'waiting' });
  });

  test('a file that cannot be read ends it, and nothing is asked for', async () => {
    const { parts, times, stop, asked } = aScene(10);
    parts.size = () => err('damaged', 'The file fails its check.', 'Keep it.');
    const why = await syncTrail(parts, stop.signal, times);
    expect(why).toMatchObject({ code: 'damaged', message: 'The file fails its check.' });
    expect(asked).toEqual([]);
  });

  test.each<Refusal>([
    err('not-signed-in', 'Your session has ended.', 'Sign in.'),
    err('denied', 'Your role does not allow this.', 'Ask.'),
  ])('$code ends it without waiting', async (refusal) => {
    const { parts, times, stop, states, waits } = aScene(10);
    parts.fetch = () => Promise.resolve(refusal);
    expect(await syncTrail(parts, stop.signal, times)).toEqual(refusal);
    expect(waits).toEqual([]);
    expect(states).toEqual([]);
  });
});
