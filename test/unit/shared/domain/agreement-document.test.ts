import { describe, expect, test } from 'vitest';
import {
  agreementDocument,
  agreementStates,
  headingOfAgreement,
  lackingForExecution,
  mayFollow,
  type AgreementDocument,
} from '../../../../src/shared/domain/agreement-document';

const party = (name: string) => ({
  name,
  part: 'business-associate' as const,
  address: null,
  signatory: null,
});
const content: AgreementDocument = {
  title: 'With the billing service',
  kind: 'business-associate',
  direction: 'entrusting',
  parties: [party('Practice'), party('Billing')],
  clauses: [{ id: 'breach-report', text: 'Reports within ten days.' }],
  effectiveOn: '2026-06-01',
  expiresOn: null,
};

describe('a drafted agreement', () => {
  test('holds bounded content, each party and clause once', () => {
    const fits = (change: object) => agreementDocument.safeParse({ ...content, ...change }).success;
    expect(fits({})).toBe(true);
    for (const bad of [
      { parties: [party('Practice'), party('Practice')] },
      { parties: Array.from({ length: 11 }, (_, i) => party(`p${i}`)) },
      { clauses: [...content.clauses, ...content.clauses] },
      { clauses: [{ id: 'Not A Slug', text: 'x' }] },
      { clauses: Array.from({ length: 101 }, (_, i) => ({ id: `c${i}`, text: 'x' })) },
      { expiresOn: '2026-06-01' },
      { kind: 'lease' },
      { signed: true },
    ])
      expect([bad, fits(bad)]).toEqual([bad, false]);
  });

  test('goes from draft to sent and back, is executed once, and ends', () => {
    const moves = agreementStates.flatMap((state) =>
      agreementStates.filter((next) => mayFollow(state, next)).map((next) => `${state} ${next}`),
    );
    expect(moves).toEqual([
      'draft sent',
      'draft executed',
      'draft ended',
      'sent draft',
      'sent executed',
      'sent ended',
      'executed ended',
    ]);
  });

  test('says what it lacks before it can be executed', () => {
    expect(lackingForExecution(content)).toEqual([]);
    expect(lackingForExecution({ ...content, parties: [], clauses: [], effectiveOn: null })).toEqual([
      'two parties',
      'a clause',
      'an effective date',
    ]);
  });

  test('shows in lists whom it is with', () => {
    expect(headingOfAgreement(content)).toMatchObject({
      title: content.title,
      parties: ['Practice', 'Billing'],
    });
  });
});
