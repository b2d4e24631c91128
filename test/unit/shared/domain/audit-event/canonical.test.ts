import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { auditEvent } from '../../../../../src/shared/domain/audit-event/audit-event';
import {
  canonicalText,
  eventLeafHash,
  saltsOf,
} from '../../../../../src/shared/domain/audit-event/canonical';
import { hexText } from '../../../../../src/shared/transparency/bytes';
import vectors from '../../../../fixtures/vectors/canonical-event.json';
import { hashes } from '../../transparency/node-hashes';
import { auditEvents, chartOpened, eventSalt } from './events';
import { plainCanonical, type PlainEvent } from './naive-canonical';

const salt = 'AAECAwQFBgcICQoLDA0ODw';

describe.each(vectors.events)(
  'the frozen event: $about',
  ({ event, salt: frozenSalt, canonical, commitments, leaf }) => {
    const read = auditEvent.parse(event);

    test('has its frozen text and leaf', () => {
      expect(canonicalText(read, frozenSalt, hashes)).toBe(canonical);
      expect(hexText(eventLeafHash(read, frozenSalt, hashes))).toBe(leaf);
    });

    test('has them by the second implementation too', () => {
      expect(plainCanonical(event as PlainEvent, frozenSalt)).toEqual({ text: canonical, commitments, leaf });
    });
  },
);

test('the vectors show every member and every group', () => {
  const documents = vectors.events.map(({ canonical }) => JSON.parse(canonical) as Record<string, object>);
  const members = new Set(documents.flatMap((document) => Object.keys(document)));
  const groups = new Set(documents.flatMap(({ commitments }) => Object.keys(commitments as object)));
  expect(members.size).toBe(15);
  expect([...groups].sort()).toEqual([
    'encounter',
    'network',
    'notes',
    'patients',
    'resource',
    'time',
    'user',
    'userName',
  ]);
});

describe('the canonical text', () => {
  test('is that of the second implementation for every event', () => {
    fc.assert(
      fc.property(auditEvents, eventSalt, (event, anySalt) => {
        const plain = plainCanonical(event, anySalt);
        expect(canonicalText(event, anySalt, hashes)).toBe(plain.text);
        expect(hexText(eventLeafHash(event, anySalt, hashes))).toBe(plain.leaf);
      }),
      { numRuns: 1000 },
    );
  });

  test('holds no value of a group', () => {
    const text = canonicalText(chartOpened, salt, hashes);
    const { id, occurredAt, actor, network, patients } = chartOpened;
    const secrets = [
      id,
      String(occurredAt),
      actor.userId,
      actor.userName,
      ...Object.values(network ?? {}),
      ...patients,
    ];
    for (const secret of secrets) expect(text).not.toContain(secret as string);
    expect(text).toContain('"year":2026');
  });

  test('differs wherever two events differ', () => {
    const texts = new Map<string, string>();
    fc.assert(
      fc.property(auditEvents, (event) => {
        const text = canonicalText(event, salt, hashes);
        const sorted = plainJson(event);
        expect(texts.get(text) ?? sorted).toBe(sorted);
        texts.set(text, sorted);
      }),
      { numRuns: 1000 },
    );
    const without = (change: object) => canonicalText({ ...chartOpened, ...change }, salt, hashes);
    const variants = [
      {},
      { phiFields: undefined },
      { phiFields: [] },
      { details: {} },
      { patients: [] },
      { justification: '' },
    ];
    expect(new Set(variants.map(without)).size).toBe(variants.length);
  });

  test('differs for the same event under another salt, in every commitment', () => {
    const commitmentsOf = (anySalt: string) => {
      const document = JSON.parse(canonicalText(chartOpened, anySalt, hashes)) as { commitments: object };
      return Object.values(document.commitments).flat();
    };
    const one = commitmentsOf(salt);
    const other = commitmentsOf('AAECAwQFBgcICQoLDA0OEA');
    expect(one).toHaveLength(other.length);
    expect(one.filter((commitment) => other.includes(commitment))).toEqual([]);
  });

  test('refuses a lone surrogate that no schema has kept out', () => {
    const bent = { ...chartOpened, actor: { userName: '\ud800' } };
    expect(() => canonicalText(bent, salt, hashes)).toThrow(TypeError);
  });
});

describe('the salts of an event', () => {
  test('are all different', () => {
    const saltOf = saltsOf(salt, hashes);
    const salts = Array.from({ length: 108 }, (_, index) => saltOf(index));
    expect(new Set(salts).size).toBe(108);
    for (const one of salts) expect(one).toMatch(/^[0-9a-f]{32}$/);
  });

  test.each([
    '',
    'AAECAwQFBgcICQoLDA0ODx',
    'AAECAwQFBgcICQoLDA0ODw==',
    'AAECAwQFBgcICQoLDA0OD',
    '00'.repeat(16),
  ])('are refused from %j', (bad) => {
    expect(() => saltsOf(bad, hashes)).toThrow(RangeError);
  });
});

function plainJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
