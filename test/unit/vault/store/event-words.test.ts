import { describe, expect, test } from 'vitest';
import { idWords, namingOf, writtenWords } from '../../../../src/vault/store/event-words';
import { foldedId, foldedWords } from '../../../../src/vault/store/folded-words';
import { chartOpened } from '../../shared/domain/audit-event/events';

describe('words', () => {
  test('are compared without case, accents and marks', () => {
    expect(foldedWords('Café O’Hara, STUDY_VIEWED — ½ İ')).toEqual([
      'cafe',
      'o',
      'hara',
      'study',
      'viewed',
      '1',
      '2',
      'i',
    ]);
    expect(foldedWords(' —…')).toEqual([]);
    expect(foldedId('MRN-00 12/a')).toBe('mrn0012a');
    expect(foldedWords('x'.repeat(5000))[0]).toHaveLength(256);
  });

  test('that people wrote are those of the justification and of notes, at any depth', () => {
    const event = {
      ...chartOpened,
      justification: 'Covering for Ann',
      details: { meta: { note: 'called back', visit: [{ Note: 'no', remarks: 'late' }], station: 'desk' } },
    };
    expect([...writtenWords(event)]).toEqual(['covering', 'for', 'ann', 'called', 'back', 'late']);
    expect(writtenWords(chartOpened).size).toBe(0);
  });

  test('that events are called by: user name, verb, kind and purpose, each word once', () => {
    const event = { ...chartOpened, verb: 'CHART_OPENED', resource: { type: 'BillingRecord', id: 'B-1' } };
    expect(namingOf(event)).toBe('colleen duffy chart opened billingrecord treatment');
    expect(namingOf({ ...event, categoryWord: 'Chart access' })).toBe(
      'colleen duffy chart opened billingrecord treatment access',
    );
    expect(namingOf({ ...event, actor: {}, verb: undefined, resource: undefined, purpose: undefined })).toBe(
      '',
    );
  });

  test('that lead to events: the ids of thing, record, encounter and session, as one word each', () => {
    const event = { ...chartOpened, encounterId: 'E-7', resource: { type: 'BillingRecord', id: 'B-1' } };
    expect([...idWords(event)]).toEqual(['b1', 'e7', '019a0000000070008000' + '00000000abcd']);
    // The patient's own record is found by the patient.
    expect(idWords(chartOpened).has('019a000000007000800000000000' + '0214')).toBe(false);
  });
});
