import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { accountFailures } from '../../../../src/shared/detection/account-failures';
import { addressFailures } from '../../../../src/shared/detection/address-failures';
import { bulkReads } from '../../../../src/shared/detection/bulk-reads';
import { concurrentSessions } from '../../../../src/shared/detection/concurrent-sessions';
import {
  DAY,
  findingKinds,
  HOUR,
  MINUTE,
  observe,
  type States,
} from '../../../../src/shared/detection/detector';
import { doorDetectors } from '../../../../src/shared/detection/detectors';
import { kilometres } from '../../../../src/shared/detection/distance';
import { exportVolume } from '../../../../src/shared/detection/export-volume';
import { impossibleTravel, seesTravel } from '../../../../src/shared/detection/impossible-travel';
import { newPlace } from '../../../../src/shared/detection/new-place';
import type { Observation } from '../../../../src/shared/detection/observation';
import { oddHours } from '../../../../src/shared/detection/odd-hours';
import { sessionChange } from '../../../../src/shared/detection/session-change';
import { spraying } from '../../../../src/shared/detection/spraying';
import {
  standardThresholds,
  thresholdNames,
  thresholdTable,
} from '../../../../src/shared/detection/thresholds';
import { trailExport } from '../../../../src/shared/detection/trail-export';
import { found, noon, seen } from './seen';

const failure = (more: Partial<Observation> = {}) =>
  seen({ did: 'sign-in-failed', sessionId: null, ...more });
const offsets = (max: number, most = 60) =>
  fc.array(fc.integer({ min: 0, max }), { minLength: 1, maxLength: most });
const laCrosse = { country: 'US', name: 'La Crosse', latitude: 43.8, longitude: -91.24 };
const lagos = { country: 'NG', name: 'Lagos', latitude: 6.52, longitude: 3.38 };

describe('failures', () => {
  test('are found exactly when so many lie within the window, in whatever order they come', () => {
    fc.assert(
      fc.property(offsets(3 * 30 * MINUTE, 30), fc.integer({ min: 3, max: 10 }), (at, limit) => {
        const tries = at.map((offset) => failure({ at: noon + offset }));
        const results = found(accountFailures, tries, { accountFailures: limit });
        results.forEach((findings, i) => {
          const before = at.slice(0, i + 1);
          const newest = Math.max(...before);
          // Those that were out of the window once stay out of it: the newest only grows.
          const inWindow = before.filter((offset) => offset > newest - 30 * MINUTE).length;
          expect(findings.length).toBe(inWindow >= limit ? 1 : 0);
          expect(findings[0]?.facts['failures']).toBe(inWindow >= limit ? inWindow : undefined);
        });
      }),
    );
  });

  test('within one window any order finds the same', () => {
    fc.assert(
      fc.property(offsets(10 * MINUTE - 1, 20), fc.integer({ min: 0, max: 1000 }), (at, seed) => {
        const shuffled = [...at].sort((a, b) => ((a * 31 + seed) % 17) - ((b * 31 + seed) % 17));
        for (const detector of [accountFailures, addressFailures, spraying]) {
          const about = (order: number[]) => {
            const tries = order.map((offset) => failure({ at: noon + offset, userId: `u${offset % 9}` }));
            return new Set(
              found(detector, tries, { accountFailures: 3 })
                .flat()
                .map(({ subject }) => JSON.stringify(subject)),
            );
          };
          expect(about(shuffled)).toEqual(about(at));
        }
      }),
    );
  });

  test('of other accounts and addresses do not count, and a lower threshold never finds later', () => {
    const many = Array.from({ length: 40 }, (_, i) =>
      failure({ at: noon + i, userId: `u${i}`, address: `10.0.${i}.1`, network: `10.0.${i}.0/24` }),
    );
    for (const detector of [accountFailures, addressFailures, spraying])
      expect(found(detector, many).flat()).toEqual([]);
    fc.assert(
      fc.property(offsets(HOUR, 40), fc.integer({ min: 3, max: 20 }), (at, limit) => {
        const tries = at.map((offset) => failure({ at: noon + offset }));
        const first = (threshold: number) => {
          const place = found(addressFailures, tries, { addressFailures: threshold }).findIndex(
            ({ length }) => length > 0,
          );
          return place === -1 ? Infinity : place;
        };
        expect(first(limit)).toBeLessThanOrEqual(first(limit + 1));
      }),
    );
  });

  test('very many of an address ask for its block, and its release forgets them', () => {
    const tries = Array.from({ length: 30 }, (_, i) => failure({ at: noon + i * 50_000_000 }));
    const states: States = new Map();
    const answers = found(addressFailures, tries, {}, states).flatMap((findings) =>
      findings.map(({ answer }) => answer),
    );
    expect(answers.filter((answer) => answer === 'block-address')).toHaveLength(1);
    const released = seen({ did: 'address-released', userId: null, sessionId: null, at: noon + HOUR / 2 });
    expect(
      found(addressFailures, [released, failure({ at: noon + HOUR / 2 + 1 })], {}, states).flat(),
    ).toEqual([]);
  });
});

describe('spraying', () => {
  const tried = (names: number) =>
    Array.from({ length: names }, (_, i) => failure({ at: noon + i * MINUTE, userId: `u${i}` }));

  test('is many names from one network; one name often is not', () => {
    expect(found(spraying, tried(5)).flat()).toEqual([]);
    expect(found(spraying, tried(6)).flat()).toMatchObject([
      { subject: { address: '10.20.10.0/24' }, facts: { names: 6 } },
    ]);
    expect(
      found(
        spraying,
        Array.from({ length: 50 }, (_, i) => failure({ at: noon + i })),
      ).flat(),
    ).toEqual([]);
  });

  test('who comes in afterwards had mistyped; after spraying that is said', () => {
    const cameIn = (name: number, at: number) => seen({ did: 'sign-in', userId: `u${name}`, at });
    const mornings = tried(5).flatMap((one, i) => [one, cameIn(i, one.at + 1)]);
    expect(found(spraying, [...mornings, failure({ userId: 'u9', at: noon + 9 * MINUTE })]).flat()).toEqual(
      [],
    );
    const broken = found(spraying, [...tried(6), cameIn(3, noon + 10 * MINUTE)]).flat();
    expect(broken.at(-1)).toMatchObject({ subject: { userId: 'u3' }, facts: { cameIn: 1, names: 6 } });
  });

  test('of names that no account has, five tries are counted as one', () => {
    const unknown = (tries: number) =>
      Array.from({ length: tries }, (_, i) => failure({ at: noon + i, userId: null }));
    expect(found(spraying, unknown(25)).flat()).toEqual([]);
    expect(found(spraying, unknown(26)).flat()).toHaveLength(1);
  });
});

describe('places', () => {
  const enter = (more: Partial<Observation>) => seen({ did: 'sign-in', ...more });

  test('a new one is told of once, and only of somebody who stays where they are', () => {
    const usual = Array.from({ length: 12 }, (_, i) => enter({ at: noon + i * DAY }));
    const elsewhere = enter({ at: noon + 13 * DAY, address: '198.18.0.9', network: '198.18.0.0/24' });
    expect(
      found(newPlace, [...usual, elsewhere, elsewhere])
        .map(({ length }) => length)
        .slice(-2),
    ).toEqual([1, 0]);
    expect(found(newPlace, [...usual.slice(0, 4), elsewhere]).flat()).toEqual([]);
    const traveller = Array.from({ length: 60 }, (_, i) =>
      enter({ at: noon + i * DAY, network: `198.18.${i}.0/24` }),
    );
    expect(found(newPlace, traveller).flat()).toEqual([]);
    // Two networks of one town are one place.
    const town = usual.map((one) => ({ ...one, place: laCrosse }));
    expect(found(newPlace, [...town, { ...elsewhere, place: laCrosse }]).flat()).toEqual([]);
    expect(found(newPlace, [...town, { ...elsewhere, place: lagos }]).flat()).toHaveLength(1);
  });

  test('the distance on a great circle is symmetric, and right for towns that are known', () => {
    expect(
      kilometres({ latitude: 52.37, longitude: 4.9 }, { latitude: 50.45, longitude: 30.52 }),
    ).toBeCloseTo(1785, -1);
    const position = fc.record({
      latitude: fc.double({ min: -90, max: 90, noNaN: true }),
      longitude: fc.double({ min: -180, max: 180, noNaN: true }),
    });
    fc.assert(
      fc.property(position, position, (a, b) => {
        expect(kilometres(a, b)).toBeCloseTo(kilometres(b, a), 6);
        expect(kilometres(a, b)).toBeLessThanOrEqual(20_016);
        expect(kilometres(a, a)).toBeCloseTo(0, 6);
      }),
    );
  });

  test('too far is what no airliner flies in the time, and never what is near, unknown or slow', () => {
    const trip = (hours: number, to = lagos) =>
      found(impossibleTravel, [
        enter({ place: laCrosse }),
        enter({ place: to, at: noon + hours * HOUR }),
      ]).flat().length;
    // 10,000 km or so, less the tables' error.
    expect([trip(1), trip(10), trip(11.5), trip(24)]).toEqual([1, 1, 0, 0]);
    const near = { ...laCrosse, name: 'Milwaukee', latitude: 43.04, longitude: -87.91 };
    expect(trip(0.01, near)).toBe(0);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 48 * 60 }), (minutes) => {
        const [finding] = found(impossibleTravel, [
          enter({ place: laCrosse }),
          enter({ place: lagos, at: noon + minutes * MINUTE }),
        ]).flat();
        const hours = Math.max(1, minutes) / 60;
        const km = kilometres(laCrosse, lagos) - 100;
        expect(finding !== undefined).toBe(km / hours > 900);
      }),
    );
    expect(found(impossibleTravel, [enter({}), enter({ place: lagos }), enter({})]).flat()).toEqual([]);
  });
});

describe('travel', () => {
  test('is seen where two known places are far apart, and only then can be told of', () => {
    const near = { ...laCrosse, name: 'Onalaska', latitude: 43.88 };
    const sees = (places: readonly (typeof laCrosse)[]) => seesTravel(places, standardThresholds);
    expect([sees([]), sees([laCrosse]), sees([laCrosse, near]), sees([laCrosse, near, lagos])]).toEqual([
      false,
      false,
      false,
      true,
    ]);
  });
});

describe('sessions', () => {
  const phone = { sessionId: 'session 2', address: '100.64.0.9', network: '100.64.0.0/24' };

  test('used in turns from two networks are concurrent; one after the other they are not', () => {
    const desk = (minutes: number) => seen({ at: noon + minutes * MINUTE });
    const away = (minutes: number, did: Observation['did'] = 'act') =>
      seen({ at: noon + minutes * MINUTE, did, ...phone });
    expect(found(concurrentSessions, [desk(0), desk(1), away(2, 'sign-in'), away(3)]).flat()).toEqual([]);
    expect(found(concurrentSessions, [desk(0), away(2, 'sign-in'), desk(3)]).flat()).toHaveLength(1);
    expect(
      found(concurrentSessions, [desk(0), away(2, 'sign-in'), away(3, 'sign-out'), desk(4)]).flat(),
    ).toEqual([]);
    expect(found(concurrentSessions, [desk(0), away(2, 'sign-in'), desk(30)]).flat()).toEqual([]);
    const nextDesk = seen({ at: noon + MINUTE, sessionId: 'session 3' });
    expect(found(concurrentSessions, [desk(0), nextDesk, desk(2)]).flat()).toEqual([]);
  });

  test('beside one that is open on another network are told of at the sign-in, whatever it does', () => {
    const desk = { network: '10.20.10.0/24', usedAt: noon };
    const signIn = (minutes: number, more: Partial<Observation> = {}) =>
      seen({ did: 'sign-in', at: noon + minutes * MINUTE, beside: [desk], ...phone, ...more });
    expect(found(concurrentSessions, [signIn(14)]).flat()).toMatchObject([
      { subject: { userId: 'colleen', sessionId: 'session 2' }, facts: { sessions: 2, minutes: 15 } },
    ]);
    // Renewed after it: the look was late.
    expect(found(concurrentSessions, [signIn(-60)]).flat()).toHaveLength(1);
    expect(found(concurrentSessions, [signIn(16)]).flat()).toEqual([]);
    expect(found(concurrentSessions, [signIn(14, { network: desk.network })]).flat()).toEqual([]);
    expect(found(concurrentSessions, [signIn(14, { beside: [] })]).flat()).toEqual([]);
  });

  test('that change their program ask for their end; a network alone does not; a version is nothing', () => {
    const answers = (more: Partial<Observation>) =>
      found(sessionChange, [seen({ did: 'sign-in' }), seen(more)])
        .flat()
        .map(({ answer }) => answer);
    expect(answers({})).toEqual([]);
    expect(answers({ network: '203.0.113.0/24' })).toEqual([undefined]);
    expect(answers({ program: 'curl/' })).toEqual(['end-session']);
    expect(answers({ program: null, network: null })).toEqual([]);
  });

  test('a refresh token that comes twice is no ordinary sign-out', () => {
    const out = seen({ did: 'sign-out', at: noon + MINUTE });
    const facts = (why: string | null, network = '10.20.10.0/24') =>
      found(sessionChange, [seen({ did: 'sign-in' }), { ...out, why, network }])
        .flat()
        .map((finding) => [finding.facts['tokenReused'], finding.subject.sessionId, finding.reason]);
    expect(facts(null)).toEqual([]);
    expect(facts('too-many-sessions')).toEqual([]);
    expect(facts('token-reused')).toEqual([[1, 'session 1', expect.stringMatching(/second time: /)]]);
    expect(facts('token-reused', '203.0.113.0/24')).toEqual([
      [1, 'session 1', expect.stringMatching(/from another network: /)],
    ]);
    // Where the session's beginning was not seen, it is told of all the same.
    expect(found(sessionChange, [{ ...out, why: 'token-reused' }]).flat()).toHaveLength(1);
  });
});

describe('volumes', () => {
  test('exports are held against a limit for all, one’s own usual, and none at all', () => {
    const exported = (day: number, records: number) =>
      seen({
        exported: records,
        at: noon + day * DAY,
        local: { day, weekday: 2, hour: 12, isExpected: true },
      });
    expect(found(exportVolume, [exported(0, 99)]).flat()).toEqual([]);
    expect(found(exportVolume, [exported(0, 60), exported(0, 40)]).flat()).toMatchObject([
      { facts: { records: 100, exports: 2 } },
    ]);
    const usual = Array.from({ length: 5 }, (_, day) => exported(day, 90));
    expect(found(exportVolume, [...usual, exported(6, 449)]).flat()).toEqual([]);
    expect(found(exportVolume, [...usual, exported(6, 450)]).flat()).toMatchObject([
      { facts: { usual: 90, ownThreshold: 450 } },
    ]);
    const many = Array.from({ length: 9 }, (_, day) => exported(day, 99 + 40 * day));
    expect(
      found(exportVolume, [
        ...usual,
        ...many.map((one) => ({ ...one, local: { ...one.local, day: one.local.day + 9 } })),
        exported(30, 500),
      ])
        .flat()
        .at(-1)?.facts,
    ).toMatchObject({ records: 500 });
  });

  test('lines of the trail are held against a limit of their own, by the day', () => {
    const lines = (day: number, exportedLines: number) =>
      seen({
        exportedLines,
        at: noon + day * DAY,
        local: { day, weekday: 2, hour: 12, isExpected: true },
      });
    expect(found(exportVolume, [lines(0, 100_000)]).flat()).toEqual([]);
    expect(found(trailExport, [lines(0, 999), lines(1, 999)]).flat()).toEqual([]);
    expect(found(trailExport, [lines(0, 600), lines(0, 400), lines(0, 1)]).flat()).toMatchObject([
      { weight: 1000, facts: { lines: 1000, exports: 2, threshold: 1000 } },
      { weight: 1001 },
    ]);
  });

  test('reads are counted by patient: as many as there are, from the threshold on and never below', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 40 }), { maxLength: 120 }), (patients) => {
        const reads = patients.map((patient, i) =>
          seen({ patients: [`p${patient}`], at: noon + i * 20_000_000 }),
        );
        const results = found(bulkReads, reads, { readsInAnHour: 20 });
        patients.forEach((_, i) => {
          const different = new Set(patients.slice(0, i + 1)).size;
          expect(results[i]?.length).toBe(different >= 20 ? 1 : 0);
        });
      }),
    );
    const list = seen({ patients: Array.from({ length: 60 }, (_, i) => `p${i}`) });
    expect(found(bulkReads, [list, { ...list, at: noon + 1 }]).flat()).toEqual([]);
    expect(found(bulkReads, [list, seen({ unnamedPatients: 40 })]).flat()).toHaveLength(1);
    const quick = Array.from({ length: 8 }, (_, i) =>
      seen({ patients: [`p${i}`], at: noon + i * 13_000_000 }),
    );
    expect(found(bulkReads, quick).flat()).toMatchObject([{ facts: { chartsInTwoMinutes: 8 } }]);
  });
});

describe('hours', () => {
  const work = (day: number, hour: number, isExpected: boolean, weekday = 2) =>
    seen({ at: noon + day * DAY, local: { day, weekday, hour, isExpected } });
  const days = (count: number, hours: readonly number[]) =>
    Array.from({ length: count }, (_, day) =>
      hours.flatMap((hour) => Array<Observation>(20).fill(work(day, hour, hour < 19))),
    ).flat();

  test('are odd when nothing is open and the person never works then; not before enough is known', () => {
    expect(found(oddHours, [...days(10, [9, 10, 14]), work(11, 2, false)]).flat()).toHaveLength(1);
    expect(found(oddHours, [...days(9, [9, 10, 14]), work(11, 2, false)]).flat()).toEqual([]);
    expect(found(oddHours, [...days(10, [9, 10, 14]), work(11, 2, true)]).flat()).toEqual([]);
    // Whoever works at night usually is not told of for it, once that is known.
    expect(found(oddHours, [...days(12, [9, 22]), work(13, 23, false)]).at(-1)).toEqual([]);
  });
});

describe('all of them', () => {
  const anything: fc.Arbitrary<Observation> = fc
    .record({
      at: fc.integer({ min: 0, max: 90 * DAY }),
      did: fc.constantFrom<Observation['did']>(
        'sign-in',
        'sign-in-failed',
        'sign-out',
        'act',
        'address-blocked',
        'address-released',
      ),
      userId: fc.constantFrom('a', 'b', null),
      sessionId: fc.constantFrom('s1', 's2', null),
      network: fc.constantFrom('10.0.0.0/24', '10.0.1.0/24', '2001:db8::/48', null),
      place: fc.constantFrom(laCrosse, lagos, null),
      program: fc.constantFrom('x', 'y', null),
      patients: fc.array(fc.string(), { maxLength: 100 }),
      unnamedPatients: fc.integer({ min: 0, max: 5000 }),
      beside: fc.array(
        fc.record({ network: fc.constantFrom('10.0.0.0/24', '10.0.2.0/24'), usedAt: fc.constant(noon) }),
        { maxLength: 5 },
      ),
      exported: fc.integer({ min: 0, max: 5000 }),
      exportedLines: fc.integer({ min: 0, max: 5000 }),
    })
    .map((some) => seen({ ...some, address: some.network, at: noon + some.at }));

  test('have a threshold of their own, within its bounds, and a kind that alerts know', () => {
    expect(doorDetectors.map(({ kind }) => kind).sort()).toEqual([...findingKinds].sort());
    for (const name of thresholdNames) {
      const { least, standard, most, why } = thresholdTable[name];
      expect([name, least <= standard && standard <= most, why.length > 20]).toEqual([name, true, true]);
    }
  });

  test('whatever comes, remember JSON of a bounded size and find in plain words', () => {
    fc.assert(
      fc.property(fc.array(anything, { maxLength: 100 }), (stream) => {
        const states: States = new Map();
        for (const one of stream) {
          for (const { kind, reason, facts, weight, since, at } of observe(
            doorDetectors,
            states,
            one,
            standardThresholds,
          )) {
            expect(findingKinds).toContain(kind);
            expect(since).toBeLessThanOrEqual(Math.max(at, noon + 90 * DAY));
            expect(reason.length).toBeLessThanOrEqual(500);
            expect(weight).toBeGreaterThan(0);
            expect(weight).toBeLessThan(Infinity);
            for (const patient of one.patients.filter(({ length }) => length > 4)) {
              expect(reason + JSON.stringify(facts)).not.toContain(patient);
            }
          }
        }
        for (const state of states.values()) {
          expect(JSON.parse(JSON.stringify(state))).toEqual(state);
          expect(JSON.stringify(state).length).toBeLessThan(60_000);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('remember no more after ten thousand failures, reads and sign-ins than after some', () => {
    const states: States = new Map();
    for (let i = 0; i < 10_000; i += 1) {
      const at = noon + i * 1000;
      observe(doorDetectors, states, failure({ at }), standardThresholds);
      observe(
        doorDetectors,
        states,
        seen({ at, patients: [`p${i}`], exported: 1, exportedLines: 1, unnamedPatients: 1 }),
        standardThresholds,
      );
      observe(
        doorDetectors,
        states,
        seen({ at, did: 'sign-in', sessionId: `s${i % 50}`, network: `10.${i % 99}.0.0/24` }),
        standardThresholds,
      );
    }
    // One for each session, and one for each network.
    expect(states.size).toBeLessThan(200);
    for (const state of states.values()) expect(JSON.stringify(state).length).toBeLessThan(60_000);
  });
});
