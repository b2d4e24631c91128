import { describe, expect, test } from 'vitest';
import {
  claimBar,
  countEvidence,
  judge,
  type Attestation,
  type AttestationClaim,
  type Finding,
} from '../../../../src/shared/domain/evidence';
import { securityRule, type Provision } from '../../../../src/shared/law/security-rule';

const today = '2026-05-28';
const provision = (id: string) => securityRule.find((one) => one.id === id) as Provision;
const encryption = provision('164.312(a)(2)(iv)');
const training = provision('164.308(a)(5)(i)');
const clearinghouse = provision('164.308(a)(4)(ii)(A)');

const found = (result: Finding['result']): Finding => ({
  result,
  reason: `It is ${result}`,
  facts: { values: 3 },
  provedAt: result === 'proved' ? 9 : null,
});
const said = (claim: AttestationClaim, validUntil = today): Attestation => ({
  provision: 'any',
  version: 1,
  claim,
  statement: `We say ${claim}`,
  documentSha256: null,
  validUntil,
  attestedBy: '0b4f0f0e-8f1b-4f5e-9a46-1f6f3a1b0c01',
  attestedAt: 5,
});
const result = (...[of, finding, word]: [Provision, Finding | null, Attestation | null]) => {
  const { result, by } = judge(of, finding, word, today);
  return `${result} ${by}`;
};

describe('a provision', () => {
  test('that was looked at stands as it was found, and no word proves what a look disproves', () => {
    expect(judge(encryption, found('proved'), null, today)).toEqual({
      id: '164.312(a)(2)(iv)',
      title: 'Encryption and decryption',
      requirement: 'addressable',
      result: 'proved',
      by: 'check',
      reason: 'It is proved',
      facts: { values: 3 },
      provedAt: 9,
      attestation: null,
    });
    expect(result(encryption, found('does-not-apply'), null)).toBe('does-not-apply check');
    expect(result(encryption, found('not-proved'), said('in-place'))).toBe('not-proved check');
    expect(result(encryption, found('proved'), said('alternative'))).toBe('proved check');
  });

  test('that is addressable is answered by a reasoned alternative where it is not proved', () => {
    const judged = judge(encryption, found('not-proved'), said('alternative'), today);
    expect(judged).toMatchObject({
      result: 'alternative',
      by: 'attestation',
      reason: 'We say alternative',
      provedAt: 5,
    });
    // What the look found is shown all the same.
    expect(judged.facts).toEqual({ values: 3 });
  });

  test('that nobody can look at rests on a word until its last day, and no longer', () => {
    expect(result(training, null, null)).toBe('not-proved null');
    expect(result(training, null, said('in-place'))).toBe('proved attestation');
    expect(result(training, null, said('in-place', '2026-05-27'))).toBe('not-proved null');
    expect(judge(training, null, said('in-place', '2026-05-27'), today).reason).toContain('2026-05-27');
    expect(result(training, null, said('withdrawn'))).toBe('not-proved null');
    expect(result(clearinghouse, null, said('not-applicable'))).toBe('does-not-apply attestation');
    expect(result(clearinghouse, null, said('not-applicable', '2026-05-27'))).toBe('not-proved null');
  });

  test('is answered otherwise only where it is addressable, and dismissed only where it binds some', () => {
    expect(claimBar(encryption, 'alternative')).toBeNull();
    expect(claimBar(training, 'alternative')).toBe('not-addressable');
    expect(claimBar(training, 'not-applicable')).toBe('binds-all');
    expect(claimBar(clearinghouse, 'not-applicable')).toBeNull();
    expect(claimBar(training, 'in-place')).toBeNull();
    expect(claimBar(training, 'withdrawn')).toBeNull();
  });
});

test('the counts add up, and those that do not apply are left out of what applies', () => {
  const judged = [
    judge(encryption, found('proved'), null, today),
    judge(encryption, found('not-proved'), said('alternative'), today),
    judge(encryption, found('does-not-apply'), null, today),
    judge(training, null, said('in-place'), today),
    judge(training, null, null, today),
  ];
  expect(countEvidence(judged)).toEqual({
    provisions: 5,
    apply: 4,
    proved: 2,
    attested: 1,
    reasonedAlternatives: 1,
    notProved: 1,
  });
});
