import { beforeAll, describe, expect, test } from 'vitest';
import { networks } from '../../../../src/platform/synthetic/networks';
import { scenarios } from '../../../../src/platform/synthetic/misuse/scenarios';
import { MISUSE_RATIO } from '../../../../src/platform/synthetic/misuse/plant';
import type { Timed } from '../../../../src/platform/synthetic/sessions';
import { streetOf } from '../../../../src/platform/synthetic/places';
import { pastOf, theCast, type Past } from './a-practice';

let past: Past;
beforeAll(() => {
  past = pastOf(theCast);
}, 120_000);

/** The acts of one kind, without their signing in and out. */
function planted(kind: string): Timed[] {
  return past.events.filter(
    (event) =>
      event.planted?.kind === kind &&
      event.planted.instance === 0 &&
      event.draft.action !== 'LOGIN' &&
      event.draft.action !== 'LOGOUT',
  );
}
const patientsOf = (events: readonly Timed[]) =>
  events.flatMap(({ draft }) => past.world.patients.filter((one) => draft.patients.includes(one.patientId)));

describe('planted misuse', () => {
  test('is of every kind, in a frozen list, and at most one event in a thousand', () => {
    const kinds = new Set(past.events.flatMap((event) => event.planted?.kind ?? []));
    expect([...kinds].sort()).toEqual(scenarios.map(({ kind }) => kind).sort());
    expect(scenarios.length).toBeGreaterThanOrEqual(12);
    expect(Object.isFrozen(scenarios)).toBe(true);
    const count = past.events.filter((event) => event.planted !== null).length;
    expect(count / past.events.length).toBeLessThanOrEqual(MISUSE_RATIO);
  });

  test('family: who lives there', () => {
    const events = planted('family-member');
    expect(events.length).toBeGreaterThan(0);
    for (const { person, draft } of events) {
      const home = past.world.homes.get(person);
      const [patient] = past.world.patients.filter(({ patientId }) => draft.patients[0] === patientId);
      expect(patient?.household).toBe(home);
      expect(patient?.person).not.toBe(person);
    }
  });

  test('a co-worker’s chart, and one’s own', () => {
    const ofColleague = planted('co-worker');
    const own = planted('own-chart');
    expect(
      patientsOf(ofColleague).every(({ person }) => person !== null && person !== ofColleague[0]?.person),
    ).toBe(true);
    expect(patientsOf(own).map(({ person }) => person)).toEqual(own.map(({ person }) => person));
    expect(own.length).toBeGreaterThan(0);
    expect(ofColleague.length).toBeGreaterThan(0);
  });

  test('somebody known, looked at by two who have no part in their care', () => {
    const events = planted('known-patient');
    expect(new Set(events.map(({ person }) => person)).size).toBe(2);
    expect(patientsOf(events).every(({ vip }) => vip)).toBe(true);
  });

  test('an account that had ended', () => {
    const events = planted('ended-account');
    expect(events.length).toBeGreaterThan(0);
    for (const { person, draft } of events) {
      expect(past.world.calendar.dayOf(draft.occurredAt)).toBeGreaterThan(person.endedFrom ?? Infinity);
    }
  });

  test('an export many times what anybody exports', () => {
    const events = planted('bulk-export');
    const others = past.events.filter(
      ({ draft, planted: mark }) => draft.action === 'EXPORT' && mark === null,
    );
    const records = events.reduce((sum, { draft }) => sum + (draft.volume?.records ?? 0), 0);
    expect(others.length).toBeGreaterThan(20);
    expect(records).toBeGreaterThan(4 * Math.max(...others.map(({ draft }) => draft.volume?.records ?? 1)));
    expect(events.every(({ draft }) => draft.patients.length === draft.volume?.records)).toBe(true);
  });

  test('one chart a day, for weeks', () => {
    const events = planted('slow-browsing');
    const days = events.map(({ draft }) => past.world.calendar.dayOf(draft.occurredAt));
    expect(new Set(days).size).toBe(events.length);
    expect(events.length).toBeGreaterThanOrEqual(8);
    expect(new Set(events.map(({ person }) => person)).size).toBe(1);
  });

  test('a password used from abroad, where nobody of the practice ever was', () => {
    const abroad = [networks.westAfrica, networks.easternEurope].map(({ prefix }) =>
      prefix.replace('0/24', ''),
    );
    const isAbroad = ({ draft }: Timed) =>
      abroad.some((start) => draft.network?.ip?.startsWith(start) === true);
    expect(planted('stolen-password').length).toBeGreaterThan(0);
    expect(planted('stolen-password').every(isAbroad)).toBe(true);
    expect(past.events.filter((event) => event.planted === null && isAbroad(event))).toEqual([]);
  });

  test('one address tries many accounts, each once', () => {
    const events = planted('password-spraying');
    expect(events.every(({ draft }) => draft.action === 'FAILED_LOGIN')).toBe(true);
    expect(new Set(events.map(({ draft }) => draft.network?.ip)).size).toBe(1);
    expect(new Set(events.map(({ person }) => person)).size).toBe(events.length);
    expect(events.length).toBeGreaterThanOrEqual(8);
  });

  test('an emergency that nothing follows for three days', () => {
    for (const { draft } of planted('unfollowed-break-glass')) {
      expect(draft.justification).not.toBe('');
      const after = past.events.filter(
        ({ draft: later }) =>
          later.patients[0] === draft.patients[0] &&
          later.occurredAt > draft.occurredAt &&
          later.occurredAt < draft.occurredAt + 72 * 3600e6,
      );
      expect(after.filter(({ draft: later }) => later.action !== 'READ')).toEqual([]);
    }
    expect(planted('unfollowed-break-glass').length).toBeGreaterThan(0);
  });

  test('charts in the order of registration, seconds apart', () => {
    const events = planted('sequential-enumeration');
    const places = patientsOf(events).map(({ index }) => index);
    expect(places.length).toBeGreaterThanOrEqual(8);
    expect(places).toEqual(places.map((_, i) => (places[0] ?? 0) + i));
    const times = events.map(({ draft }) => draft.occurredAt);
    expect(Math.max(...times.slice(1).map((time, i) => time - (times[i] ?? 0)))).toBeLessThan(20e6);
    expect(events.some(({ draft }) => draft.outcome === 'denied')).toBe(true);
  });

  test('a right that is given, used within minutes and taken back', () => {
    const [given, used, back] = planted('grant-then-use');
    expect([given, used, back].map((event) => event?.draft.verb)).toEqual([
      'ROLE_CHANGED',
      'PATIENT_LIST_EXPORTED',
      'ROLE_CHANGED',
    ]);
    expect(given?.draft.resource?.id).toBe(used?.person.userId);
    expect(given?.person.role).toBe('admin');
    const minutes = (later?: Timed, earlier?: Timed) =>
      ((later?.draft.occurredAt ?? NaN) - (earlier?.draft.occurredAt ?? NaN)) / 60e6;
    expect(minutes(used, given)).toBeGreaterThan(0);
    expect(minutes(used, given)).toBeLessThan(10);
    expect(minutes(back, used)).toBeGreaterThan(0);
    expect(minutes(back, given)).toBeLessThan(30);
  });

  test('a Sunday evening among neighbours', () => {
    const events = planted('closed-day-browsing');
    const [first] = events;
    const home = first === undefined ? undefined : past.world.homes.get(first.person);
    const near = patientsOf(events).filter(({ household }) => streetOf(household.address) === home?.street);
    expect(events.length).toBeGreaterThanOrEqual(5);
    expect(near.length).toBeGreaterThan(0);
    expect(events.every(({ draft }) => draft.network?.ip?.startsWith('10.20.') === true)).toBe(true);
  });
});
