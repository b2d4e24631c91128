import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { consentFor, consentTypes, type Consent } from '../../../../src/shared/domain/consent';
import { purposes } from '../../../../src/shared/domain/audit-event/vocabulary';

const NOW = 1000;
const yes: Consent = {
  consentType: 'research',
  granted: true,
  grantedAt: 100,
  revokedAt: null,
  expiresAt: null,
  scope: null,
  createdAt: 100,
};
const no: Consent = { ...yes, granted: false, grantedAt: null };

/** What patients say, with instants close enough to collide. */
const instant = fc.integer({ min: 0, max: 20 });
const consent: fc.Arbitrary<Consent> = fc
  .record({
    consentType: fc.constantFrom(...consentTypes),
    granted: fc.boolean(),
    grantedAt: instant,
    revokedAt: fc.option(instant, { freq: 2 }),
    expiresAt: fc.option(instant, { freq: 2 }),
    scope: fc.option(fc.constantFrom('study A', 'study B')),
    createdAt: instant,
  })
  .map((made) => (made.granted ? made : { ...made, grantedAt: null }));
const needing = {
  research: 'research',
  marketing: 'marketing',
  'data-sharing': 'data_sharing',
  'third-party': 'third_party_access',
} as const;
const needingPurpose = fc.constantFrom(...(Object.keys(needing) as (keyof typeof needing)[]));

describe('consent', () => {
  test.each(['treatment', 'payment', 'operations', 'patient-request', 'break-glass'])(
    'is not asked for %s, whatever was said',
    (purpose) => {
      fc.assert(
        fc.property(fc.array(consent), instant, (consents, now) => {
          expect(consentFor(purpose, consents, now)).toEqual({ allowed: true, needed: null });
        }),
      );
    },
  );

  test('every purpose that the console itself writes is known', () => {
    for (const purpose of purposes) {
      expect(consentFor(purpose, [], NOW)).not.toMatchObject({ why: 'unknown-purpose' });
    }
  });

  test.each(['', 'curiosity', 'Treatment', 'constructor', '__proto__', 'toString'])(
    'nothing allows the purpose “%s”, which nobody knows',
    (purpose) => {
      expect(consentFor(purpose, [yes], NOW)).toEqual({
        allowed: false,
        needed: null,
        why: 'unknown-purpose',
      });
    },
  );

  test.each<[string, Consent[]]>([
    ['never-asked', []],
    ['never-asked', [{ ...yes, consentType: 'marketing' }]],
    ['never-asked', [{ ...yes, scope: 'another study' }]],
    ['refused', [no]],
    ['refused', [yes, { ...no, createdAt: 200 }]],
    ['refused', [yes, no]],
    ['refused', [no, yes]],
    ['revoked', [{ ...yes, revokedAt: NOW }]],
    ['expired', [{ ...yes, expiresAt: NOW }]],
    ['expired', [yes, { ...yes, createdAt: 200, expiresAt: 300 }]],
    ['not-yet', [{ ...yes, grantedAt: NOW + 1 }]],
  ])('forbids research where it is %s', (why, consents) => {
    expect(consentFor('research', consents, NOW)).toEqual({ allowed: false, needed: 'research', why });
  });

  test.each<[string, Consent[], string | undefined]>([
    ['a yes', [yes], undefined],
    ['a yes until the instant after now', [{ ...yes, expiresAt: NOW + 1 }], undefined],
    ['a yes after a no', [no, { ...yes, createdAt: 200 }], undefined],
    ['a yes to every study', [yes], 'study A'],
    ['a yes to this study', [{ ...yes, scope: 'study A' }], 'study A'],
    [
      'a yes to this study, a later no to another',
      [yes, { ...no, scope: 'study B', createdAt: 200 }],
      'study A',
    ],
  ])('%s allows it', (_, consents, scope) => {
    expect(consentFor('research', consents, NOW, scope)).toEqual({ allowed: true, needed: 'research' });
  });

  test.each<[string, Consent[], string | null, boolean]>([
    ['what nobody was asked', [], 'study A', true],
    ['a yes that has run out', [{ ...yes, expiresAt: NOW }], 'study A', true],
    ['a use for no study', [], null, false],
    ['a no', [no], 'study A', false],
    ['a no to this study', [{ ...no, scope: 'study A' }], 'study A', false],
    ['a yes that was revoked', [{ ...yes, revokedAt: NOW }], 'study A', false],
  ])('a board’s waiver of its study stands in for %s: %#', (_, consents, scope, allowed) => {
    expect(consentFor('research', consents, NOW, scope).allowed).toBe(false);
    expect(consentFor('research', consents, NOW, scope, true).allowed).toBe(allowed);
  });

  test('a board’s waiver is of research alone', () => {
    for (const purpose of ['marketing', 'third-party', 'data-sharing', 'curiosity']) {
      expect(consentFor(purpose, [], NOW, 'study A', true).allowed).toBe(false);
    }
  });

  test('the order in which consents are listed decides nothing', () => {
    fc.assert(
      fc.property(needingPurpose, fc.array(consent, { maxLength: 6 }), instant, (purpose, consents, now) => {
        const forth = consentFor(purpose, consents, now, 'study A').allowed;
        expect(consentFor(purpose, [...consents].reverse(), now, 'study A').allowed).toBe(forth);
      }),
    );
  });

  test('is allowed only by a word of its own type that stands, and never past a newer word that forbids', () => {
    let allowed = 0;
    const scope: fc.Arbitrary<string | null> = fc.option(fc.constantFrom('study A', 'study B'));
    fc.assert(
      fc.property(
        needingPurpose,
        fc.array(consent, { minLength: 4, maxLength: 12 }),
        instant,
        scope,
        (purpose, consents, now, of) => {
          const covering = consents.filter(
            (said) => said.consentType === needing[purpose] && [null, of].includes(said.scope),
          );
          const stands = (said: Consent) =>
            said.granted &&
            (said.grantedAt ?? Infinity) <= now &&
            !((said.revokedAt ?? Infinity) <= now) &&
            !((said.expiresAt ?? Infinity) <= now);
          // Each word that stands, held against all others one by one.
          const expected = covering.some(
            (word) =>
              stands(word) &&
              covering.every(
                (other) =>
                  other.createdAt < word.createdAt || (stands(other) && other.createdAt === word.createdAt),
              ),
          );
          const answer = consentFor(purpose, consents, now, of);
          expect(answer).toMatchObject({ allowed: expected, needed: needing[purpose] });
          allowed += Number(expected);
        },
      ),
      { numRuns: 3000, seed: 24 },
    );
    expect(allowed).toBeGreaterThan(100);
  });
});
