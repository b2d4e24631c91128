import { describe, expect, test } from 'vitest';
import { trialPractice } from '../../../../src/main/trial-practice';
import { MISUSE_RATIO } from '../../../../src/platform/synthetic/misuse/plant';
import { scenarios } from '../../../../src/platform/synthetic/misuse/scenarios';
import type { Duty } from '../../../../src/platform/synthetic/duty';
import { daysOf } from '../../../../src/platform/synthetic/happenings';
import { worldOf, type PracticeSize } from '../../../../src/platform/synthetic/world';
import { now, theCast, zone } from './a-practice';

/**
 * How often somebody opens the chart of a patient whom they never had before, among the charts that they open in a
 * day. Nobody publishes such rates by job: the bands say what was decided here, so that a change of the generator
 * shows. A trail that begins today makes everybody new for a while, so the first 60 days are not counted.
 */
const SETTLED_DAYS = 60;

interface Figures {
  events: number;
  planted: number;
  kinds: Set<string>;
  /** New patients among the charts opened in a day, by duty. */
  newRatio: Map<Duty, number>;
  /** Of all accesses, by somebody who had the chart in the 30 days before. */
  repeatRatio: number;
  days: number;
}

function figuresOf(size: PracticeSize): Figures {
  const last = new Map<string, number>();
  const opened = new Map<Duty, { all: number; first: number }>();
  const figures = { events: 0, planted: 0, kinds: new Set<string>(), days: 0 };
  let [accesses, repeats] = [0, 0];
  for (const { day, events } of daysOf(worldOf(size, zone, now))) {
    figures.days += 1;
    const today = new Set<string>();
    for (const { person, draft, planted } of events) {
      figures.events += 1;
      if (planted !== null) {
        figures.planted += 1;
        figures.kinds.add(planted.kind);
      }
      const [patientId] = draft.patients;
      if (person.isProgram || patientId === undefined || draft.patients.length > 1) continue;
      const pair = `${person.index} ${patientId}`;
      const before = last.get(pair);
      last.set(pair, day);
      accesses += 1;
      if (before !== undefined && day - before <= 30) repeats += 1;
      if (today.has(pair) || figures.days <= SETTLED_DAYS) continue;
      today.add(pair);
      const counts = opened.get(person.duty) ?? { all: 0, first: 0 };
      counts.all += 1;
      if (before === undefined) counts.first += 1;
      opened.set(person.duty, counts);
    }
  }
  const newRatio = new Map([...opened].map(([duty, { all, first }]) => [duty, first / all]));
  return { ...figures, newRatio, repeatRatio: repeats / accesses };
}

const kindsOf = ({ kinds }: Figures) => [...kinds].sort();
const allKinds = scenarios.map(({ kind }) => kind).sort();

/**
 * By how much a duty depends on whose patient it is: providers see their own; assistants and billing go with a team;
 * the desk and triage take whoever calls; papers come from everywhere.
 */
const bands: [Duty, number, number][] = [
  ['provider', 0.12, 0.28],
  ['ma', 0.18, 0.42],
  ['billing', 0.15, 0.32],
  ['front-desk', 0.2, 0.38],
  ['nurse', 0.22, 0.45],
  ['referrals', 0.35, 0.6],
];

describe.each([
  ['the cast', theCast],
  ['another seed', { ...theCast, seed: 'reporting' }],
  ['the practice that ships', trialPractice.synthetic],
  ['half a year', { ...theCast, seed: 'x', days: 200 }],
])('who meets strangers, in %s', (_what, size) => {
  const figures = figuresOf(size);

  test.each(bands)('%s: between %d and %d of the charts of a day', (duty, from, until) => {
    expect(figures.newRatio.get(duty)).toBeGreaterThan(from);
    expect(figures.newRatio.get(duty)).toBeLessThan(until);
  });

  test('providers the least, referrals the most', () => {
    const rate = (duty: Duty) => figures.newRatio.get(duty) ?? NaN;
    for (const duty of ['ma', 'front-desk', 'nurse', 'referrals'] as const) {
      expect(rate('provider'), duty).toBeLessThan(rate(duty));
    }
    expect(rate('referrals')).toBeGreaterThan(Math.max(rate('front-desk'), rate('nurse'), rate('ma')));
  });

  test('60 to 80 % of the accesses are by somebody who had the chart in the 30 days before', () => {
    expect(figures.repeatRatio).toBeGreaterThan(0.6);
    expect(figures.repeatRatio).toBeLessThan(0.8);
  });

  test('at most one event in a thousand is planted', () => {
    expect(figures.planted).toBeGreaterThan(0);
    expect(figures.planted / figures.events).toBeLessThanOrEqual(MISUSE_RATIO);
  });
});

describe('the practice that ships', () => {
  test('has misuse of every kind', () => {
    expect(kindsOf(figuresOf(trialPractice.synthetic))).toEqual(allKinds);
  });
});

describe('a practice of five over three years', () => {
  const figures = figuresOf({ seed: 'tuning', staff: 5, patients: 1500, days: 1096 });

  // "3 % of his opens are new" is what an alert would say of somebody in a practice that has been there for long.
  test('knows nearly everybody in the end, and still gets new patients', () => {
    expect(figures.days).toBe(1096);
    expect([...figures.newRatio.keys()].sort()).toEqual(
      ['administrator', 'front-desk', 'ma', 'nurse', 'provider'].sort(),
    );
    for (const [duty, ratio] of figures.newRatio) {
      expect(ratio, duty).toBeGreaterThan(0.01);
      expect(ratio, duty).toBeLessThan(0.1);
    }
  });

  test('has nearly every kind of misuse, and no more of it than one event in a thousand', () => {
    expect(figures.events).toBeGreaterThan(200_000);
    expect(figures.planted / figures.events).toBeLessThanOrEqual(MISUSE_RATIO);
    // Nobody has left; with one provider everybody is of one team; and none of the five is a patient.
    const impossible = ['ended-account', 'slow-browsing', 'own-chart'];
    expect(allKinds.filter((kind) => !figures.kinds.has(kind) && !impossible.includes(kind))).toEqual([]);
  });
});
