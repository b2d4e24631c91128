import { describe, expect, test } from 'vitest';
import {
  breachAssessment,
  headingOfIncident,
  incident,
  signOffBar,
  standingAfterSave,
  type Incident,
  type IncidentStanding,
} from '../../../../src/shared/domain/incident';

const ann = '0b4f0f0e-8f1b-4f5e-9a46-1f6f3a1b0c01';
const ben = '0b4f0f0e-8f1b-4f5e-9a46-1f6f3a1b0c02';

const assessment = {
  encrypted: false,
  keySafe: null,
  exception: null,
  factors: { nature: 'Names only', recipient: 'A colleague', acquisition: 'Seen', mitigation: 'Told' },
  otherFactors: [],
  conclusion: 'low-probability' as const,
  grounds: 'Seen by one colleague who is bound to confidence',
};

const content: Incident = {
  title: 'Charts opened on a closed day',
  summary: null,
  phase: 'detection',
  severity: 'moderate',
  occurredFrom: '2026-05-01',
  occurredUntil: '2026-05-02',
  discoveredOn: '2026-05-20',
  events: [1, 2],
  patients: ['p1'],
  phiFields: ['given'],
  containment: [],
  assignedTo: null,
  assessment,
};
const open: IncidentStanding = { state: 'open', reason: null, assessedBy: ann, signOff: null };

describe('an incident', () => {
  test('holds bounded, well-formed content, each thing once', () => {
    const fits = (change: object) => incident.safeParse({ ...content, ...change }).success;
    expect(fits({})).toBe(true);
    expect(fits({ occurredUntil: null })).toBe(true);
    for (const bad of [
      { events: [1, 1] },
      { events: [-1] },
      { patients: ['p1', 'p1'] },
      { patients: Array.from({ length: 5001 }, (_, i) => `p${i}`) },
      { occurredUntil: '2026-04-30' },
      { phase: 'rest' },
      { phiFields: ['not a name'] },
      { title: ' ' },
      { title: 'a\0b' },
      { more: 1 },
      { discoveredOn: '2026-02-30' },
    ])
      expect([bad, fits(bad)]).toEqual([bad, false]);
    expect(fits({ patients: Array.from({ length: 5000 }, (_, i) => `p${i}`) })).toBe(true);
  });

  test('shows in lists how many patients it names, and none of them', () => {
    expect(headingOfIncident(content)).toEqual({
      title: content.title,
      phase: 'detection',
      severity: 'moderate',
      discoveredOn: '2026-05-20',
      assignedTo: null,
      patientCount: 1,
    });
  });
});

describe('the assessment of a breach', () => {
  const fits = (change: object) => breachAssessment.safeParse({ ...assessment, ...change }).success;

  test('finds a low probability only by all four factors, and with its grounds', () => {
    expect(fits({})).toBe(true);
    for (const factor of Object.keys(assessment.factors)) {
      expect(fits({ factors: { ...assessment.factors, [factor]: null } }), factor).toBe(false);
    }
    expect(fits({ grounds: null })).toBe(false);
    expect(fits({ conclusion: 'undecided', grounds: null })).toBe(true);
    // The presumption stands without any factor (45 CFR 164.402).
    const none = { nature: null, recipient: null, acquisition: null, mitigation: null };
    expect(fits({ conclusion: 'breach', factors: none })).toBe(true);
  });

  test('names the exception that applies, and calls data secured only with encryption and a safe key', () => {
    expect(fits({ conclusion: 'exception' })).toBe(false);
    expect(fits({ conclusion: 'exception', exception: 'not-retained' })).toBe(true);
    expect(fits({ conclusion: 'secured', encrypted: true })).toBe(false);
    expect(fits({ conclusion: 'secured', encrypted: true, keySafe: true })).toBe(true);
  });

  test('is signed off by somebody else than who changed it last, and unsigned by a change', () => {
    expect(signOffBar({ content, standing: open }, ann)).toBe('own-assessment');
    expect(signOffBar({ content, standing: open }, ben)).toBeNull();
    const undecided = { ...content, assessment: { ...assessment, conclusion: 'undecided' as const } };
    expect(signOffBar({ content: undecided, standing: open }, ben)).toBe('nothing-decided');
    expect(signOffBar({ content: { ...content, assessment: null }, standing: open }, ben)).toBe(
      'nothing-decided',
    );

    const signed = { ...open, signOff: { by: ben, inVersion: 2, statement: 'Read' } };
    const before = { content, standing: signed };
    expect(standingAfterSave(before, { ...content, title: 'Another' }, ben)).toEqual(signed);
    const other = { ...content, assessment: { ...assessment, grounds: 'Something else' } };
    expect(standingAfterSave(before, other, ben)).toEqual({
      state: 'open',
      reason: null,
      assessedBy: ben,
      signOff: null,
    });
    expect(standingAfterSave(before, { ...content, assessment: null }, ben)).toMatchObject({
      assessedBy: null,
      signOff: null,
    });
  });
});
