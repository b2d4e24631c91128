import { describe, expect, test } from 'vitest';
import { factsOf } from '../../../../../src/renderer/features/trail/facts';
import { storyOf, whomOf, whoOf } from '../../../../../src/renderer/features/trail/story';
import type { TrailRow } from '../../../../../src/shared/contract/bridge/trail';
import { memberNamed, zone } from '../../../../fixtures/practice';
import { rowOfPatient, rows } from '../../../../fixtures/trail-rows';

const evening = rowOfPatient('Tamarack 214');
const duffy = memberNamed('Colleen Duffy');
const say = (row: TrailRow, member: typeof duffy | undefined = duffy) =>
  storyOf(row, member, zone)
    .map(({ text }) => text)
    .join('');
const having = (change: Partial<TrailRow['event']>, patients = evening.patients): TrailRow => ({
  ...evening,
  event: { ...evening.event, ...change },
  patients,
});
const patient = (pseudonym: string | null) => ({ patientId: `id-${pseudonym}`, pseudonym });

describe('an event in words', () => {
  test('who with credential and job, what, whom, when and from where', () => {
    expect(say(evening)).toBe(
      `Colleen Duffy, LPN, nurse, opened the chart of Tamarack 214. It was Sunday, November 15, 2026, at 10:21:55 PM Central time, from ${evening.event.network?.ip}.`,
    );
    expect(storyOf(evening, duffy, zone).filter(({ strong }) => strong)).toEqual([
      { text: 'Tamarack 214', strong: true },
    ]);
  });

  test('what was only tried, and under which circumstances', () => {
    expect(say(having({ outcome: 'denied' }))).toContain(
      'tried to open the chart of Tamarack 214 and was refused.',
    );
    expect(say(having({ purpose: 'break-glass', justification: 'x' }))).toContain(
      'opened the chart of Tamarack 214 under emergency access.',
    );
  });

  test('something else than a chart, several patients, more than can be named', () => {
    const vitals = { action: 'UPDATE', verb: 'VITALS_CHANGED' } as const;
    expect(say(having(vitals))).toMatch(/changed (a )?vitals, concerning Tamarack 214\./);
    const three = ['Alder 1', 'Elm 2', 'Oak 3'].map(patient);
    const ids = three.map(({ patientId }) => patientId);
    expect(say(having({ patients: ids }, three))).toContain(
      'opened the charts of 3 patients, concerning Alder 1, Elm 2 and Oak 3.',
    );
    const many = Array.from({ length: 9 }, (_, i) => patient(`Elm ${i}`));
    expect(say(having({ patients: many.map(({ patientId }) => patientId) }, many))).toContain(
      'opened the charts of 9 patients. It was',
    );
  });

  test('a role where no member is known; an abbreviation keeps its capitals', () => {
    expect(storyOf(evening, undefined, zone)[0]?.text).toBe('Colleen Duffy, LPN, nurse, ');
    const ike = memberNamed('Ike Sorensen');
    expect(say({ ...evening, who: 'Ike Sorensen' }, ike)).toMatch(/^Ike Sorensen, IT support, opened/);
  });

  test('nobody known is said so', () => {
    const { userId: _userId, userName: _userName, role: _role, ...nobody } = evening.event.actor;
    expect(whoOf({ who: null, event: { ...evening.event, actor: nobody } })).toBe('Someone unknown');
    expect(whoOf({ who: null, event: { ...evening.event, actor: nobody, category: 'system' } })).toBe(
      'The system',
    );
    expect(whoOf({ who: null, event: { ...evening.event, actor: { userId: 'x' } } })).toBe(
      'A user without a name',
    );
  });

  test('patients in a cell', () => {
    expect(whomOf(evening)).toBe('Tamarack 214');
    expect(whomOf(having({ patients: ['a', 'b', 'c'] }, [patient('Elm 1')]))).toBe('Elm 1 and 2 more');
    expect(whomOf(having({ patients: ['a'] }, [patient(null)]))).toBe('patient id-null');
    expect(whomOf(having({ patients: [] }, []))).toBe('');
  });
});

describe('its facts', () => {
  const facts = (row: TrailRow) =>
    new Map(
      factsOf(
        row.event,
        row.patients.map(({ pseudonym }) => pseudonym ?? ''),
        zone,
      ).map((fact) => [fact.name, fact]),
    );

  test('times carry UTC, kinds are in plain words, and what is not recorded is left out', () => {
    const found = facts(evening);
    expect(found.get('Happened')).toMatchObject({
      value: 'Sun, Nov 15, 10:21:55 PM',
      at: evening.event.occurredAt,
    });
    expect(found.get('Fields')?.value).toBe('visit notes');
    expect(found.get('Kind')?.value).toBe('access to records (CHART_OPENED)');
    expect(found.has('Reason given')).toBe(false);
    expect(found.has('Patients')).toBe(false);
  });

  test('changed fields are named, their values never', () => {
    const changed = having({
      details: { changes: [{ field: 'birth_date', old: 'sealed:1', new: 'sealed:2' }] },
    });
    expect(facts(changed).get('Changed')?.value).toBe('birth date');
    expect(JSON.stringify([...facts(changed).values()])).not.toContain('sealed:');
  });

  test('reason, volume and a long list of patients', () => {
    const emergency = rows.find(({ event }) => event.purpose === 'break-glass')!;
    expect(facts(emergency).get('Reason given')?.value).toMatch(/^“On call;.*”$/);
    const exported = rows.find(({ event }) => event.action === 'EXPORT')!;
    expect(facts(exported).get('How much')?.value).toBe('212 records, 1.5 MB');
    const manifest = having({ patients: [], patientManifest: { count: 4180, sha256: '', sealed: 's' } }, []);
    expect(facts(manifest).get('Patients')?.value).toBe('4,180, kept as a sealed list');
  });
});
