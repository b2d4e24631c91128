import { describe, expect, test } from 'vitest';
import type { Action, Category, Outcome } from '../../../../src/shared/domain/audit-event/vocabulary';
import { action, category, kindCode, kindParts, outcome } from '../../../../src/vault/store/event-codes';
import { deeds, deedsOf } from '../../../../src/vault/trail/deeds';

function namesOf(inside: Category, done: Action, ended: Outcome, patient = true): string[] {
  const kind = kindCode(category.codeOf(inside), action.codeOf(done), outcome.codeOf(ended));
  const sum = deedsOf(kind, patient);
  return Object.entries(deeds)
    .filter(([, bit]) => (sum & bit) !== 0)
    .map(([name]) => name);
}

describe('what an event counts as', () => {
  test('an access names a patient', () => {
    expect(namesOf('access', 'READ', 'success')).toEqual(['access']);
    expect(namesOf('imaging', 'READ', 'success')).toEqual(['access']);
    expect(namesOf('access', 'READ', 'success', false)).toEqual([]);
    expect(namesOf('modification', 'UPDATE', 'success')).toEqual(['change']);
  });

  test('a refused sign-in is a failed one and no refusal by a rule', () => {
    expect(namesOf('authentication', 'FAILED_LOGIN', 'denied')).toEqual(['failedSignIn']);
    expect(namesOf('authentication', 'LOGIN', 'failure')).toEqual(['failedSignIn']);
    expect(namesOf('authentication', 'LOGIN', 'success')).toEqual([]);
    expect(namesOf('access', 'READ', 'denied')).toEqual(['access', 'refusal']);
  });

  test('an export is one by its action or by its category', () => {
    expect(namesOf('export', 'READ', 'success')).toEqual(['export']);
    expect(namesOf('modification', 'EXPORT', 'denied')).toEqual(['export', 'refusal']);
  });
});

test('a kind code gives back what it was made of', () => {
  for (const one of [0, 6, 9])
    for (const what of [0, 7, 15])
      for (const how of [0, 2]) {
        expect(kindParts(kindCode(one, what, how))).toEqual({ category: one, action: what, outcome: how });
      }
});
