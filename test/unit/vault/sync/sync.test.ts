import { describe, expect, test } from 'vitest';
import { err, ok, type Result } from '../../../../src/shared/domain/result';
import type { Received, TrailPage } from '../../../../src/vault/sync/receive';
import { syncTrail, type SyncParts, type SyncState, type SyncTimes } from '../../../../src/vault/sync/sync';
import { chartOpened } from '../../shared/domain/audit-event/events';

const salt = 'A'.repeat(22);
const line = (seq: number) => ({ seq, event: chartOpened, salt });

/** A platform and a file that only count, and a clock that only notes. */
function aScene(total: number) {
  const stop = new AbortController();
  const states: SyncState[] = [];
  const asked: { from: number; limit: number }[] = [];
  const waits: number[] = [];
  let size = 0;
  const parts: SyncParts = {
    size: () => ok(size),
    fetch(from, limit) {
      asked.push({ from, limit });
      const events = Array.from({ length: Math.min(limit, total - from) }, (_, i) => line(from + i));
      return Promise.resolve(ok({ events, checkpoint: String(total), verifierKey: '' }));
    },
    receive({ events, checkpoint }) {
      size += events.length;
      return ok({ kind: 'kept', size, verified: false, more: size < Number(checkpoint) });
    },
    changed: (state) => states.push(state),
  };
  const times: SyncTimes = {
    pollMs: 1_000,
    random: () => 0,
    pause(ms) {
      waits.push(ms);
      return Promise.resolve();
    },
  };
  return { parts, times, stop, states, asked, waits };
}

describe('receiving the trail', () => {
  test('asks for what comes next until nothing is missing, then looks once a second', async () => {
    const { parts, times, stop, states, asked, waits } = aScene(11_000);
    times.pause = (ms) => {
      waits.push(ms);
      if (waits.length === 2) stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(asked.map(({ from }) => from)).toEqual([0, 5_000, 10_000, 11_000]);
    expect(waits).toEqual([1_000, 1_000]);
    expect(states.at(0)).toEqual({ phase: 'receiving', problem: null });
    expect(states.at(-1)).toEqual({ phase: 'up-to-date', problem: null });
  });

  test('an abort is noticed between two runs of one page', async () => {
    const { parts, times, stop } = aScene(5_000);
    const receive = parts.receive;
    let runs = 0;
    parts.receive = (page: TrailPage) => {
      runs += 1;
      if (runs === 3) stop.abort();
      return receive(page);
    };
    await syncTrail(parts, stop.signal, times);
    expect(runs).toBe(3);
    expect(parts.size()).toEqual(ok(750));
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
    parts.fetch = (from, limit, signal) => {
      const answer = answers.shift();
      if (answer === undefined) stop.abort();
      return answer ? Promise.resolve(answer) : fetch(from, limit, signal);
    };
    await syncTrail(parts, stop.signal, times);
    expect(waits).toEqual([1_000, 30_000, 1_000, 1_000]);
    expect(states.map(({ phase }) => phase)).toEqual(['waiting', 'waiting', 'up-to-date', 'waiting']);
    expect(states[0]?.problem).toBe('No answer. Check.');
  });

  test('a reply that is too large is asked for in smaller pieces', async () => {
    const { parts, times, stop, asked } = aScene(5_000);
    const fetch = parts.fetch;
    parts.fetch = (from, limit, signal) => {
      if (limit <= 1_250) return fetch(from, limit, signal);
      asked.push({ from, limit });
      return Promise.resolve(err('too-large', '', ''));
    };
    times.pause = () => {
      stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(asked.slice(0, 3)).toEqual([
      { from: 0, limit: 5_000 },
      { from: 0, limit: 1_250 },
      { from: 1_250, limit: 2_500 },
    ]);
    expect(parts.size()).toEqual(ok(5_000));
  });

  test.each<[string, Received, string]>([
    ['a contradiction', { kind: 'contradiction', reason: 'Two roots.' }, 'stopped'],
    ['a page that does not fit', { kind: 'misfit', reason: 'A gap.' }, 'waiting'],
  ])('%s is told in words', async (_what, received, phase) => {
    const { parts, times, stop, states } = aScene(10);
    parts.receive = () => ok(received);
    times.pause = () => {
      stop.abort();
      return Promise.resolve();
    };
    await syncTrail(parts, stop.signal, times);
    expect(states.at(-1)?.phase).toBe(phase);
    expect(states.at(-1)?.problem).toContain('reason' in received ? received.reason : '');
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

  test('a file that cannot be read is reported as that, and nothing more is asked for', async () => {
    const { parts, times, stop, states, asked } = aScene(10);
    parts.size = () => err('damaged', 'The file fails its check.', 'Keep it.');
    await syncTrail(parts, stop.signal, times);
    expect(asked).toEqual([]);
    expect(states).toEqual([{ phase: 'stopped', problem: 'The file fails its check. Keep it.' }]);
  });

  test('an ended session stops it for good', async () => {
    const { parts, times, stop, states, waits } = aScene(10);
    parts.fetch = () => Promise.resolve(err('not-signed-in', 'Your session has ended.', 'Sign in.'));
    await syncTrail(parts, stop.signal, times);
    expect(waits).toEqual([]);
    expect(states).toEqual([{ phase: 'stopped', problem: 'Your session has ended. Sign in.' }]);
  });
});
