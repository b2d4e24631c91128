import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { back, beginAt, forward, open, remember } from '../../../../src/renderer/app/history';

describe('places one has been to', () => {
  test('are found again with what they were opened at, and forward leads on', () => {
    const filter = { text: 'address' };
    const there = open(open(beginAt('today'), 'trail', { filter }), 'people', { personId: 'a' });
    const returned = back(there);
    expect(returned.here).toMatchObject({ name: 'trail', at: { filter } });
    expect(back(returned).here.name).toBe('today');
    expect(forward(returned)).toEqual(there);
  });

  test('keep what they last stood at', () => {
    const narrowed = remember(open(beginAt('today'), 'trail', {}), 'trail', { filter: { text: 'x' } });
    const away = open(narrowed, 'people', {});
    expect(back(away).here).toEqual(narrowed.here);
    expect(remember(away, 'trail', { seq: 3 })).toBe(away);
  });

  test('opening the same place again is a new one, without a second step back', () => {
    const once = open(beginAt('today'), 'people', {});
    const twice = open(once, 'people', {});
    expect(twice.here.id).not.toBe(once.here.id);
    expect(twice.past).toEqual(once.past);
  });

  test('going back and forward loses nothing, and no two places share an id', () => {
    const names = fc.constantFrom('today' as const, 'people' as const, 'trail' as const);
    fc.assert(
      fc.property(
        fc.array(fc.oneof(names, fc.constantFrom('<' as const, '>' as const)), { maxLength: 40 }),
        (steps) => {
          let history = beginAt('today');
          for (const step of steps) {
            const before = history;
            if (step === '<') history = back(history);
            else if (step === '>') history = forward(history);
            else history = open(history, step, {});
            if (step === '<' && before.past.length > 0) expect(forward(history)).toEqual(before);
            const all = [...history.past, history.here, ...history.future].map(({ id }) => id);
            expect(new Set(all).size).toBe(all.length);
          }
        },
      ),
    );
  });

  test('are a hundred at most', () => {
    let history = beginAt('today');
    for (let i = 0; i < 150; i++) history = open(history, 'trail', { seq: i });
    expect(history.past).toHaveLength(100);
  });
});
