import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { daysOf } from '../../../../src/platform/synthetic/happenings';
import { worldOf } from '../../../../src/platform/synthetic/world';
import { now, pastOf, zone } from './a-practice';

const smallest = { seed: 'a', staff: 5, patients: 500, days: 7 };

function digestOf({ world, days }: ReturnType<typeof pastOf>): string {
  const told = { people: world.people, days, patients: world.patients.map(({ household, ...rest }) => rest) };
  const text = JSON.stringify(told, (key, value: unknown) =>
    key === 'provider' || key === 'person' ? 0 : value,
  );
  return createHash('sha256').update(text).digest('hex');
}

describe('determinism', () => {
  test('one seed and size give the same practice, byte for byte', () => {
    const size = { seed: 'a', staff: 14, patients: 800, days: 21 };
    expect(digestOf(pastOf(size))).toBe(digestOf(pastOf(size)));
  });

  test('another seed gives another, and so does another size', () => {
    const made = [smallest, { ...smallest, seed: 'b' }, { ...smallest, patients: 501 }].map((size) =>
      digestOf(pastOf(size)),
    );
    expect(new Set(made).size).toBe(3);
  });
});

describe('sizes', () => {
  test('the smallest works every workday, and has room for no more misuse than one event in a thousand', () => {
    const { world, days, events } = pastOf(smallest);
    expect(world.people).toHaveLength(5);
    expect(world.patients).toHaveLength(500);
    expect(days).toHaveLength(7);
    const planted = events.filter((event) => event.planted !== null).length;
    expect(events.length).toBeGreaterThan(600);
    expect(planted).toBeLessThanOrEqual(events.length / 1000);
  });

  test('the largest is laid out, and its first days stream without the rest', () => {
    const world = worldOf({ seed: 'a', staff: 500, patients: 200_000, days: 1096 }, zone, now);
    expect(world.people).toHaveLength(500);
    expect(world.patients).toHaveLength(200_000);
    expect(new Set(world.patients.map(({ pseudonym }) => pseudonym)).size).toBe(200_000);
    const days = daysOf(world);
    // A Saturday, a Sunday and the first workdays.
    const week = Array.from({ length: 5 }, () => days.next().value?.events ?? []);
    const events = week.map((day) => day.length);
    expect(events[2]).toBeGreaterThan(20_000);
    expect(events[1]).toBeLessThan(300);
    const all = week.flat();
    expect(all.filter(({ planted }) => planted !== null).length / all.length).toBeLessThanOrEqual(0.001);
    // Those who were there then work (the others are hired later), and many patients are seen.
    expect(new Set(all.map(({ person }) => person)).size).toBeGreaterThan(300);
    expect(new Set(all.flatMap(({ draft }) => draft.patients)).size).toBeGreaterThan(10_000);
  }, 300_000);

  test.each([6, 9, 13, 40, 120])(
    '%i people keep a practice going',
    (staff) => {
      const { events, world } = pastOf({ seed: 'c', staff, patients: 150 * staff, days: 14 });
      const planted = events.filter((event) => event.planted !== null).length;
      expect(world.people.filter(({ duty }) => duty === 'provider').length).toBeGreaterThan(0);
      expect(planted / events.length).toBeLessThanOrEqual(0.001);
      expect(new Set(world.people.map(({ userName }) => userName)).size).toBe(staff);
    },
    60_000,
  );
});
