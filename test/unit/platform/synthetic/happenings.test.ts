import { beforeAll, describe, expect, test } from 'vitest';
import { auditEventDraft } from '../../../../src/shared/domain/audit-event/audit-event';
import { builtInRoles } from '../../../../src/shared/domain/roles';
import { isHoliday, saturday, sunday, weekdayOf } from '../../../../src/platform/synthetic/calendar';
import type { Duty } from '../../../../src/platform/synthetic/duty';
import { isWorkday } from '../../../../src/platform/synthetic/world';
import type { Timed } from '../../../../src/platform/synthetic/sessions';
import { now, pastOf, theCast, type Past } from './a-practice';

const MINUTE = 60_000_000;

let past: Past;
beforeAll(() => {
  past = pastOf(theCast);
}, 120_000);

const minuteOf = ({ draft }: Timed) => {
  const day = past.world.calendar.dayOf(draft.occurredAt);
  return (draft.occurredAt - past.world.calendar.at(day, 12 * 60)) / MINUTE + 12 * 60;
};
const ofPeople = () => past.events.filter(({ person }) => !person.isProgram);
const mean = (counts: readonly number[]) => counts.reduce((sum, count) => sum + count, 0) / counts.length;

describe('a synthetic practice of 25', () => {
  test('every event is one that the log takes, says that it is synthetic, and comes in order', () => {
    const times = past.events.map(({ draft }) => draft.occurredAt);
    expect(times.filter((time, i) => time < (times[i - 1] ?? 0))).toEqual([]);
    for (const { draft } of past.events.filter((_, i) => i % 7 === 0)) auditEventDraft.parse(draft);
    expect(new Set(past.events.map(({ draft }) => draft.source.system))).toEqual(
      new Set(['Wardkeeper synthetic practice']),
    );
    expect(past.events.at(-1)?.draft.occurredAt).toBeLessThan(now);
    expect(past.events.at(-1)?.draft.occurredAt).toBeGreaterThan(now - 5 * MINUTE);
  });

  test('names are used by one person each; nobody has a role that is not there', () => {
    const { people } = past.world;
    expect(new Set(people.map(({ userName }) => userName)).size).toBe(people.length);
    const codes = builtInRoles.map(({ code }) => code);
    expect(people.filter(({ role }) => !codes.includes(role))).toEqual([]);
    expect(people.filter(({ isProgram }) => isProgram)).toHaveLength(2);
    expect(people.filter(({ endedFrom }) => endedFrom !== null)).toHaveLength(1);
    expect(people.filter(({ onLeaveFrom }) => onLeaveFrom !== null)).toHaveLength(1);
  });

  test('weekends and holidays are quiet', () => {
    const perDay = (suits: (day: number) => boolean) =>
      past.days
        .filter(({ day }) => suits(day) && day !== past.world.today)
        .map(({ events }) => events.length);
    const workday = mean(perDay(isWorkday));
    expect(workday).toBeGreaterThan(900);
    expect(mean(perDay((day) => weekdayOf(day) === saturday))).toBeLessThan(0.3 * workday);
    const closed = perDay((day) => weekdayOf(day) === sunday || isHoliday(day));
    expect(perDay(isHoliday)).toHaveLength(2);
    expect(Math.max(...closed)).toBeLessThan(0.06 * workday);
  });

  test('the day has a lunch, and begins and ends with the shifts', () => {
    const hours = Array.from({ length: 24 }, () => 0);
    for (const event of ofPeople()) {
      if (!isWorkday(past.world.calendar.dayOf(event.draft.occurredAt))) continue;
      const hour = Math.floor(minuteOf(event) / 60);
      hours[hour] = (hours[hour] ?? 0) + 1;
    }
    const at = (hour: number) => hours[hour] ?? 0;
    expect(at(12)).toBeLessThan(0.65 * at(10));
    expect(at(12)).toBeLessThan(0.65 * at(14));
    expect(at(6)).toBeLessThan(0.1 * at(9));
    expect(at(18)).toBeLessThan(0.1 * at(15));
    expect(at(2) + at(3) + at(4)).toBeLessThan(0.01 * at(10));
  });

  test('nobody works before they came, on leave, or after they left, except where it was planted', () => {
    const { calendar } = past.world;
    const early = ofPeople().filter(({ person, draft, planted }) => {
      if (planted !== null || draft.action === 'FAILED_LOGIN') return false;
      // A call at night belongs to the day before.
      const day = calendar.dayOf(draft.occurredAt - 8 * 60 * MINUTE);
      return day < person.hiredOn || day >= (person.onLeaveFrom ?? person.endedFrom ?? Infinity);
    });
    expect(early).toEqual([]);
  });

  test('every act of a person is within a session that the trail opens, and closes unless it is open now', () => {
    const live = new Map<string, string>();
    const opened = new Set<string>();
    let checked = 0;
    for (const { draft } of past.events) {
      const sessionId = draft.network?.sessionId;
      if (draft.action === 'FAILED_LOGIN') {
        expect(sessionId).toBeUndefined();
        continue;
      }
      if (sessionId === undefined) throw new Error(`No session: ${draft.verb ?? ''}`);
      if (draft.action === 'LOGIN') {
        expect(opened.has(sessionId)).toBe(false);
        opened.add(sessionId);
        live.set(sessionId, draft.actor.userId ?? '');
        continue;
      }
      if (live.get(sessionId) !== draft.actor.userId) throw new Error(`Not live: ${draft.verb ?? ''}`);
      checked += 1;
      if (draft.action === 'LOGOUT') live.delete(sessionId);
    }
    expect(checked).toBeGreaterThan(40_000);
    const last = new Map<string, number>();
    for (const { draft } of past.events) last.set(draft.network?.sessionId ?? '', draft.occurredAt);
    for (const sessionId of live.keys()) expect(last.get(sessionId)).toBeGreaterThan(now - 34 * MINUTE);
  });

  test('60 to 80 % of the accesses are by somebody who had the chart in the 30 days before', () => {
    const last = new Map<string, number>();
    let accesses = 0;
    let repeats = 0;
    for (const { person, draft } of ofPeople()) {
      const [patientId] = draft.patients;
      if (patientId === undefined || draft.patients.length > 1) continue;
      const pair = `${person.index} ${patientId}`;
      const before = last.get(pair);
      accesses += 1;
      if (before !== undefined && draft.occurredAt - before <= 30 * 24 * 60 * MINUTE) repeats += 1;
      last.set(pair, draft.occurredAt);
    }
    expect(repeats / accesses).toBeGreaterThan(0.6);
    expect(repeats / accesses).toBeLessThan(0.8);
  });

  test('who meets strangers: the desk and the triage more than the providers', () => {
    const known = new Set<string>();
    const openings = new Map<Duty, { all: number; first: number }>();
    let day = 0;
    let today = new Set<string>();
    for (const { person, draft } of ofPeople()) {
      const now = past.world.calendar.dayOf(draft.occurredAt);
      if (now !== day) [day, today] = [now, new Set()];
      const pair = `${person.index} ${draft.patients[0] ?? ''}`;
      if (draft.patients.length !== 1 || today.has(pair)) continue;
      today.add(pair);
      const counts = openings.get(person.duty) ?? { all: 0, first: 0 };
      counts.all += 1;
      if (!known.has(pair)) counts.first += 1;
      known.add(pair);
      openings.set(person.duty, counts);
    }
    const rate = (duty: Duty) => (openings.get(duty)?.first ?? NaN) / (openings.get(duty)?.all ?? NaN);
    expect(rate('front-desk')).toBeGreaterThan(rate('provider') + 0.03);
    expect(rate('nurse')).toBeGreaterThan(rate('provider') + 0.05);
    expect(rate('provider')).toBeLessThan(0.5);
  });

  test('newcomers go to the providers who have room', () => {
    const { people, patients, newcomersFrom } = past.world;
    const providers = people.filter(({ duty }) => duty === 'provider');
    const news = providers.map(
      (provider) =>
        patients.slice(newcomersFrom).filter((one) => one.provider === provider && one.seenOn > 0).length,
    );
    expect(news[3]).toBeGreaterThan(1.5 * (news[0] ?? 0));
    expect(news[0]).toBeGreaterThan(0);
  });

  test('visits go in order: arrival, assistant, provider, claim', () => {
    const first = new Map<string, Map<string, number>>();
    for (const { draft, person } of past.events) {
      if (draft.encounterId === undefined) continue;
      const times = first.get(draft.encounterId) ?? new Map<string, number>();
      first.set(draft.encounterId, times);
      const key = draft.verb === 'APPOINTMENT_CHANGED' ? 'arrival' : person.duty;
      if (!times.has(key)) times.set(key, draft.occurredAt);
    }
    let visits = 0;
    for (const times of first.values()) {
      const [arrival, ma, provider] = [times.get('arrival'), times.get('ma'), times.get('provider')];
      if (arrival === undefined || ma === undefined || provider === undefined) continue;
      visits += 1;
      expect(arrival).toBeLessThan(ma);
      expect(ma).toBeLessThan(provider);
    }
    expect(visits).toBeGreaterThan(1000);
    const claims = past.events.filter(({ draft }) => draft.verb === 'CLAIM_CREATED');
    expect(claims.length).toBeGreaterThan(1000);
    expect(claims.every(({ draft }) => isWorkday(past.world.calendar.dayOf(draft.occurredAt)))).toBe(true);
  });

  test('results are read before the first visits', () => {
    const signed = past.events.filter(({ draft }) => draft.verb === 'LAB_RESULT_SIGNED').map(minuteOf);
    expect(signed.length).toBeGreaterThan(300);
    expect(signed.every((minute) => minute < 8 * 60 + 20)).toBe(true);
  });

  test('an emergency that was none of our making has a note, a visit record and a call next morning', () => {
    const emergencies = past.events.filter(({ draft }) => draft.purpose === 'break-glass');
    const real = emergencies.filter(({ planted }) => planted === null);
    expect(real.length).toBeGreaterThan(3);
    expect(emergencies.length).toBeGreaterThan(real.length);
    for (const { draft } of real) {
      const notes = past.events.filter(
        ({ draft: note }) => note.verb === 'TELEPHONE_NOTE_CREATED' && note.encounterId === draft.encounterId,
      );
      expect(notes).toHaveLength(1);
    }
    for (const { draft } of emergencies.filter(({ planted }) => planted !== null)) {
      expect(draft.encounterId).toBeUndefined();
    }
  });

  test('people who live together share a name and an address; some of them work here', () => {
    const { households, patients, homes } = past.world;
    const shared = households.filter((household) => household.patients.length > 1);
    const sameName = shared.filter(({ patients: places }) => {
      const names = places.map((place) => patients[place]?.family);
      return new Set(names).size < names.length;
    });
    expect(shared.length).toBeGreaterThan(800);
    expect(sameName.length / shared.length).toBeGreaterThan(0.7);
    for (const household of households.slice(0, 300)) {
      expect(household.patients.every((place) => patients[place]?.household === household)).toBe(true);
    }
    expect([...homes.values()].filter((household) => household.patients.length > 0).length).toBeGreaterThan(
      5,
    );
    expect(patients.filter(({ person }) => person !== null).length).toBeGreaterThan(3);
    expect(new Set(patients.map(({ family }) => family)).size).toBeGreaterThan(400);
    expect(new Set(patients.map(({ patientId }) => patientId)).size).toBe(4180);
  });
});
