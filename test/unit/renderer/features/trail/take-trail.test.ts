import { describe, expect, test } from 'vitest';
import { takeTrail, type Taken } from '../../../../../src/renderer/features/trail/take-trail';
import { lineAt } from '../../../../../src/renderer/features/trail/day-lines';
import { DAY, HOUR, startOfDate, startOfDay } from '../../../../../src/renderer/lib/days';
import type { TrailRow } from '../../../../../src/shared/contract/bridge/trail';
import { err, ok, type Result } from '../../../../../src/shared/domain/result';
import type { TrailFilter } from '../../../../../src/shared/domain/trail-filter';
import { now, zone } from '../../../../fixtures/practice';

interface Asked {
  filter: TrailFilter;
  size: number | null;
  offset?: number;
  limit?: number;
  edges?: number[];
}

/** A vault over a list of instants, newest first; the filter's times hold, the rest of it does not count. */
function vaultOf(instants: readonly number[], { knowsTotal = false, refuses = '' } = {}) {
  const asked: string[] = [];
  const answer = (
    call: string,
    { filter, size, offset = 0, limit = 0, edges = [] }: Asked,
  ): Result<object> => {
    asked.push(call);
    if (call === refuses) return err('broken', 'It broke.', 'Again.');
    const { from = 0, until = Infinity } = filter;
    const fit = instants.filter((at) => from <= at && at < until);
    switch (call) {
      case 'trail.rows':
        return ok({
          rows: fit
            .slice(offset, offset + limit)
            .map((occurredAt) => ({ seq: occurredAt, event: { occurredAt } }) as TrailRow),
          size: size ?? instants.length,
          total: knowsTotal ? fit.length : null,
        });
      case 'trail.count':
        return ok({ count: fit.length, size: size ?? instants.length });
      default:
        return ok({
          counts: edges
            .slice(0, -1)
            .map((edge, i) => fit.filter((at) => edge <= at && at < (edges[i + 1] ?? 0)).length),
        });
    }
  };
  const call = (name: string, request: Asked) => Promise.resolve(answer(name, request));
  return { asked, bridge: { call } as unknown as Parameters<typeof takeTrail>[0] };
}

async function take(
  vault: ReturnType<typeof vaultOf>,
  filter: TrailFilter = {},
  { signal = new AbortController().signal, calm = Promise.resolve() } = {},
) {
  const shown: Taken[] = [];
  const refused = await takeTrail(
    vault.bridge,
    filter,
    { zone, now },
    signal,
    (taken) => shown.push(taken),
    calm,
  );
  return { shown, last: shown.at(-1), refused };
}

/** One event every so many microseconds, back from now. */
const every = (step: number, count: number) => Array.from({ length: count }, (_, i) => now - i * step);

describe('taking the trail', () => {
  test.each([
    [3, HOUR],
    [99, HOUR],
    [100, HOUR],
    [101, HOUR],
    [5000, HOUR / 2],
    [3000, 20 * HOUR],
  ])(
    '%d events, one every %d: each stands under its own day, and the bars count all of them',
    async (count, step) => {
      const instants = every(step, count);
      const { last, refused } = await take(vaultOf(instants));
      expect(refused).toBeNull();
      expect(last?.total).toBe(count);
      expect(last?.lines.rows).toBe(count);
      for (let line = 0; line < (last?.lines.lines ?? 0); line += 1) {
        const found = lineAt(last!.lines, line);
        if (found?.kind === 'row') expect(startOfDay(instants[found.row]!, zone)).toBe(found.run.day);
      }
      expect(last?.bars?.buckets.reduce((sum, bucket) => sum + bucket.count, 0)).toBe(count);
      expect(last?.bars?.buckets.length).toBeLessThanOrEqual(62);
    },
  );

  test('rows are shown before anything is counted, and lie then as they will lie', async () => {
    const { shown } = await take(vaultOf(every(HOUR, 4000)));
    expect(shown[0]).toMatchObject({ total: null, bars: null });
    expect(shown[0]?.lines.rows).toBe(100);
    for (let line = 0; line < shown[0]!.lines.lines; line += 1)
      expect(lineAt(shown[0]!.lines, line)?.kind).toBe(lineAt(shown.at(-1)!.lines, line)?.kind);
  });

  test('a short list is told by its rows: nothing else is asked', async () => {
    const vault = vaultOf(every(HOUR, 99));
    await take(vault);
    expect(vault.asked).toEqual(['trail.rows']);
  });

  test('a total that comes with the rows is not asked for again', async () => {
    const vault = vaultOf(every(HOUR, 500), { knowsTotal: true });
    await take(vault);
    expect(vault.asked).not.toContain('trail.count');
  });

  test('many years of days are asked for in runs that the vault accepts', async () => {
    const vault = vaultOf(every(30 * DAY, 150), { knowsTotal: true });
    const { last } = await take(vault);
    expect(vault.asked.filter((call) => call === 'trail.histogram').length).toBe(
      Math.ceil((149 * 30 + 1) / 399),
    );
    expect(last?.lines.days).toHaveLength(150);
    expect(last?.bars?.unit).toBe('quarter');
  });

  test('the bars cover the time that was asked for, days without events too, and no day that is to come', async () => {
    const from = startOfDate({ year: 2026, month: 11, day: 1 }, zone);
    const until = startOfDate({ year: 2026, month: 12, day: 1 }, zone);
    const { last } = await take(vaultOf(every(HOUR, 30)), { from, until });
    expect(last?.bars).toMatchObject({ unit: 'day' });
    expect(last?.bars?.buckets).toHaveLength(17);
    expect(last?.bars?.buckets[0]?.from).toBe(from);
  });

  test('of one day the bars are hours, for few events and for many', async () => {
    const from = startOfDate({ year: 2026, month: 11, day: 16 }, zone);
    for (const count of [40, 4000]) {
      const { last } = await take(vaultOf(every((48 * HOUR) / count, count)), { from, until: from + DAY });
      expect(last?.bars?.unit).toBe('hour');
      expect(last?.bars?.buckets).toHaveLength(24);
    }
  });

  test('what another key replaced meanwhile is not counted', async () => {
    const vault = vaultOf(every(HOUR, 500));
    const stop = new AbortController();
    let goOn = () => undefined as void;
    const calm = new Promise<void>((resolve) => (goOn = resolve));
    const taking = take(vault, {}, { signal: stop.signal, calm });
    stop.abort();
    goOn();
    await taking;
    expect(vault.asked).toEqual(['trail.rows']);
  });

  test('nothing fits: no lines and no bars', async () => {
    const { last } = await take(vaultOf([]));
    expect(last).toMatchObject({ total: 0, bars: null, lines: { lines: 0 } });
  });

  test.each(['trail.rows', 'trail.count', 'trail.histogram'])(
    '%s refused: it says so and keeps what is there',
    async (refuses) => {
      const { shown, refused } = await take(vaultOf(every(HOUR, 1000), { refuses }));
      expect(refused?.code).toBe('broken');
      expect(shown.length > 0).toBe(refuses !== 'trail.rows');
    },
  );
});
