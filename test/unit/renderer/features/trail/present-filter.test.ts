import { describe, expect, test } from 'vitest';
import { presentFilter } from '../../../../../src/renderer/features/trail/present-filter';
import { startOfDate } from '../../../../../src/renderer/lib/days';
import { builtInViews } from '../../../../../src/shared/domain/saved-view';
import { relativeSpan } from '../../../../../src/shared/domain/trail-filter';

const zone = 'America/Chicago';
const at = (month: number, day: number, year = 2026) => startOfDate({ year, month, day }, zone);
/** A Tuesday. */
const today = { year: 2026, month: 11, day: 17 };

describe('a filter on another day', () => {
  test.each<[string, number | undefined, number | undefined]>([
    ['today', at(11, 17), at(11, 18)],
    ['yesterday', at(11, 16), at(11, 17)],
    ['this month', at(11, 1), at(11, 18)],
    ['last month', at(10, 1), at(11, 1)],
    ['last 30 days', at(10, 19), at(11, 18)],
    ['since last monday', at(11, 16), undefined],
    ['before yesterday', undefined, at(11, 16)],
  ])('%s moves with it', (span, from, until) => {
    expect(relativeSpan.parse(span)).toBe(span);
    const moved = presentFilter({ who: ['1'], from: 1, until: 2, span }, today, zone);
    expect(moved).toEqual({
      who: ['1'],
      span,
      ...(from !== undefined && { from }),
      ...(until !== undefined && { until }),
    });
  });

  test('what was said by the calendar stays, and so does a stretch that is none', () => {
    const absolute = { from: 1, until: 2 };
    expect(presentFilter(absolute, today, zone)).toEqual(absolute);
    const odd = { ...absolute, span: 'last 0 days' };
    expect(presentFilter(odd, today, zone)).toEqual(odd);
  });

  test('every view that comes with the console has its days', () => {
    for (const { view } of builtInViews) {
      if (view.screen !== 'trail') continue;
      expect(presentFilter(view.filter, today, zone).from).toBeTypeOf('number');
    }
  });
});
