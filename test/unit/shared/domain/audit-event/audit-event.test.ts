import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  auditEvent,
  auditEventDraft,
  patientCount,
  recordEvent,
  type AuditEvent,
} from '../../../../../src/shared/domain/audit-event/audit-event';
import { isBoundedJsonObject, jsonLimits } from '../../../../../src/shared/domain/audit-event/bounded-json';
import { patientList } from '../../../../../src/shared/domain/audit-event/patient-manifest';
import { uuidV7, uuidV7From } from '../../../../../src/shared/domain/audit-event/uuid-v7';
import { hashes } from '../../transparency/node-hashes';
import { auditEvents, chartOpened } from './events';

const withChange = (change: object): unknown => ({ ...chartOpened, ...change });
const refusedAt = (candidate: unknown) => auditEvent.safeParse(candidate).error?.issues[0]?.path[0];

describe('an event', () => {
  test('of any allowed shape is taken as it is', () => {
    fc.assert(
      fc.property(auditEvents, (event) => {
        const needsWhy = event.purpose === 'break-glass' && (event.justification ?? '').trim() === '';
        if (!needsWhy) expect(auditEvent.parse(event)).toEqual(event);
      }),
      { numRuns: 500 },
    );
  });

  test('is its draft, with what the log assigns', () => {
    const { v, id, recordedAt, ...draft } = chartOpened;
    expect(auditEventDraft.parse(draft)).toEqual(draft);
    expect(recordEvent(draft, id, recordedAt)).toEqual(chartOpened);
    expect(v).toBe(1);
    expect(auditEventDraft.safeParse(chartOpened).success).toBe(false);
  });

  test.each<[string, object]>([
    ['id', { id: '019a8f3c-5e10-4a3b-9c4d-2f6e8b1a7c55' }],
    ['id', { id: chartOpened.id.toUpperCase() }],
    ['v', { v: 2 }],
    ['occurredAt', { occurredAt: 1.5 }],
    ['occurredAt', { occurredAt: -1 }],
    ['occurredAt', { occurredAt: 2 ** 53 }],
    ['occurredText', { occurredText: '2026-11-15T22:21:55.000123Z' }],
    ['occurredText', { occurredText: '2026-11-15T22:21:56Z' }],
    ['occurredText', { occurredText: 'yesterday' }],
    ['category', { category: 'other' }],
    ['action', { action: 'WRITE' }],
    ['verb', { verb: 'line\nbreak' }],
    ['verb', { verb: '"quoted"' }],
    ['verb', { verb: '' }],
    ['phiFields', { phiFields: ['ruth@example.org'] }],
    ['phiFields', { phiFields: Array.from({ length: 201 }, () => 'name') }],
    ['actor', { actor: { userName: '\ud800' } }],
    ['actor', { actor: { userName: 'a\u0000b' } }],
    ['actor', { actor: { userId: '' } }],
    ['actor', { actor: { name: 'Ruth' } }],
    ['resource', { resource: { id: '7' } }],
    ['patients', { patients: ['p', 'p'] }],
    ['patients', { patients: Array.from({ length: 101 }, (_, i) => `p${i}`) }],
    ['patients', { patients: undefined }],
    ['patients', { patientManifest: { count: 1, sha256: 'ab'.repeat(32), sealed: 's' } }],
    [
      'patientManifest',
      { patients: [], patientManifest: { count: 1, sha256: 'AB'.repeat(32), sealed: 's' } },
    ],
    ['justification', { purpose: 'break-glass' }],
    ['justification', { purpose: 'break-glass', justification: ' \n' }],
    ['justification', { justification: 'x'.repeat(4097) }],
    ['network', { network: {} }],
    ['network', { network: { ip: undefined } }],
    ['volume', { volume: {} }],
    ['volume', { volume: { records: -1 } }],
    ['details', { details: { meta: { on: new Date(0) } } }],
    ['details', { details: { meta: [] } }],
    ['details', { details: { changes: [] } }],
    ['details', { details: { changes: [{ field: 'a' }, { field: 'a' }] } }],
    ['retention', { retention: { years: 0 } }],
    ['source', { source: { system: 'wardkeeper' } }],
  ])('is refused for its %s: %j', (member, change) => {
    expect(refusedAt(withChange(change))).toBe(member);
  });

  test('with break-glass and a justification is taken', () => {
    const event = withChange({ purpose: 'break-glass', justification: 'Unconscious' });
    expect(auditEvent.safeParse(event).success).toBe(true);
  });

  test('is refused with a member that it does not know', () => {
    expect(auditEvent.safeParse(withChange({ patientName: 'A' })).success).toBe(false);
  });

  test('counts its patients, in the list or in the manifest', () => {
    expect(patientCount(chartOpened)).toBe(1);
    expect(patientCount({ patients: [], patientManifest: { count: 612, sha256: '', sealed: '' } })).toBe(612);
  });
});

describe('free details', () => {
  const nested = (levels: number): object => (levels === 1 ? {} : { a: nested(levels - 1) });

  test.each<[string, unknown, boolean]>([
    ['as deep as allowed', nested(jsonLimits.depth), true],
    ['a level too deep', nested(jsonLimits.depth + 1), false],
    ['as many values as allowed', { a: Array(jsonLimits.values - 2).fill(null) }, true],
    ['a value too many', { a: Array(jsonLimits.values - 1).fill(null) }, false],
    ['a text as long as allowed', { a: 'x'.repeat(jsonLimits.string) }, true],
    ['a text too long', { a: 'x'.repeat(jsonLimits.string + 1) }, false],
    ['too much text', { a: Array(5).fill('x'.repeat(jsonLimits.string)) }, false],
    ['a key too long', { ['k'.repeat(jsonLimits.key + 1)]: 1 }, false],
    ['an integer that is not exact', { a: 2 ** 53 }, false],
    ['NaN', { a: NaN }, false],
    ['a date', { a: new Date(0) }, false],
    ['a function', { a: () => 1 }, false],
    ['U+0000', { a: '\u0000' }, false],
    ['a lone surrogate in a key', { '\udfff': 1 }, false],
    ['an own __proto__', JSON.parse('{"__proto__": 1}'), false],
    ['a list', [], false],
    ['null', null, false],
    ['a member left undefined', { a: undefined }, true],
  ])('%s', (_, value, allowed) => {
    expect(isBoundedJsonObject(value)).toBe(allowed);
  });

  test('that are huge are refused without being walked through', () => {
    const wide: unknown = JSON.parse(`{"a":[${'[],'.repeat(1_000_000)}[]]}`);
    expect(isBoundedJsonObject(wide)).toBe(false);
  });

  test('share their limits with the changes', () => {
    const changes = Array.from({ length: 5 }, (_, i) => ({
      field: `f${i}`,
      old: 'x'.repeat(jsonLimits.string),
    }));
    expect(refusedAt(withChange({ details: { changes } }))).toBe('details');
    expect(refusedAt(withChange({ details: { changes: changes.slice(2) } }))).toBeUndefined();
  });
});

describe('a UUIDv7', () => {
  test('is that of the example in RFC 9562, appendix A.6', () => {
    const random = Uint8Array.from(Buffer.from('0cc398c4dc0c0c07398f', 'hex'));
    expect(uuidV7(0x017f22e279b0, random)).toBe('017f22e2-79b0-7cc3-98c4-dc0c0c07398f');
  });

  test('is an event id, in the order of its time', () => {
    const random = fc.uint8Array({ minLength: 10, maxLength: 10 });
    fc.assert(
      fc.property(fc.nat(), fc.nat(), random, random, (a, b, one, other) => {
        const id = uuidV7(a, one);
        expect(auditEvent.safeParse(withChange({ id })).success).toBe(true);
        if (a < b) expect(id < uuidV7(b, other)).toBe(true);
      }),
    );
  });

  test('of a UUIDv4 is the same as of its random bits', () => {
    fc.assert(
      fc.property(fc.nat(), fc.uuid({ version: 4 }), (ms, uuid) => {
        const random = Uint8Array.from(Buffer.from(uuid.replaceAll('-', '').slice(12), 'hex'));
        expect(uuidV7From(ms, uuid)).toBe(uuidV7(ms, random));
      }),
    );
    expect(() => uuidV7From(-1, '00000000-0000-4000-8000-000000000000')).toThrow(RangeError);
  });

  test('is not made of a wrong time or too little chance', () => {
    expect(() => uuidV7(-1, new Uint8Array(10))).toThrow(RangeError);
    expect(() => uuidV7(2 ** 48, new Uint8Array(10))).toThrow(RangeError);
    expect(() => uuidV7(0, new Uint8Array(9))).toThrow(RangeError);
  });
});

describe('the list behind a manifest', () => {
  test('is the same for the same patients, however they were given', () => {
    const list = patientList(['p2', 'p1', 'p2'], 'salt', hashes);
    expect(list).toEqual(patientList(['p1', 'p2'], 'salt', hashes));
    expect(list.count).toBe(2);
    expect(list.text).toBe('{"patients":["p1","p2"],"salt":"salt"}');
    expect(patientList(['p1', 'p2'], 'other', hashes).sha256).not.toBe(list.sha256);
    const event: AuditEvent = {
      ...chartOpened,
      patients: [],
      patientManifest: { count: list.count, sha256: list.sha256, sealed: 'v1:k1:AA' },
    };
    expect(auditEvent.safeParse(event).success).toBe(true);
  });
});
