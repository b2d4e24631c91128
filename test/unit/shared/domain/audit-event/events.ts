import fc from 'fast-check';
import type { AuditEvent, AuditEventDraft } from '../../../../../src/shared/domain/audit-event/audit-event';
import { formatInstant, parseInstant } from '../../../../../src/shared/domain/audit-event/instant';
import { actions, categories, outcomes } from '../../../../../src/shared/domain/audit-event/vocabulary';

/** Events of every shape that the schema allows, for laws. */

const storable = (max: number, min = 0) =>
  fc.string({
    unit: fc.oneof(
      {
        weight: 5,
        arbitrary: fc.constantFrom(
          'a',
          'b',
          'Z',
          '0',
          '9',
          ' ',
          '-',
          '_',
          '.',
          '"',
          '\\',
          '/',
          '\n',
          '\u007f',
        ),
      },
      fc.constantFrom('é', '€', '\u2028', '\u{1f600}', '\ufb33', '\u0001'),
    ),
    maxLength: max,
    minLength: min,
  });
export const id = storable(12, 1);
export const word = fc.stringMatching(/^[\p{L}\p{N}_][A-Za-zé0-9 _.:/()[\]#+&,*-]{0,10}$/u);
export const micros = fc.integer({ min: 0, max: 2 ** 53 - 1 });
export const eventSalt = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('base64url'));

const offset = fc.oneof(
  fc.constantFrom('Z', 'z', '+00:00', '-00:00'),
  fc
    .tuple(fc.constantFrom('+', '-'), fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map(
      ([sign, hours, minutes]) =>
        `${sign}${String(hours).padStart(2, '0')}:${String(minutes).padStart(2, '0')}`,
    ),
);

/** RFC 3339 texts after 1970 whose instant can be kept. */
export const timeText = fc
  .tuple(
    fc.integer({ min: 86_400, max: 9_000_000_000 }),
    fc.option(fc.stringMatching(/^[0-9]{1,9}$/), { nil: undefined }),
    offset,
    fc.constantFrom('T', 't', ' '),
  )
  .map(([seconds, fraction, zone, between]) => {
    const stem = formatInstant(seconds * 1_000_000)
      .slice(0, 19)
      .replace('T', between);
    return `${stem}${fraction === undefined ? '' : `.${fraction}`}${zone}`;
  });

const time = fc.oneof(
  micros.map((occurredAt): Pick<AuditEventDraft, 'occurredAt' | 'occurredText'> => ({ occurredAt })),
  timeText.map((text) => {
    const read = parseInstant(text);
    if (!read.ok) throw new Error(`Generated a time that is none: ${text}`);
    const { micros: occurredAt, text: occurredText } = read.value;
    return { occurredAt, ...(occurredText !== undefined && { occurredText }) };
  }),
);

export const metaValue = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 2 },
    fc.constant(null),
    fc.boolean(),
    fc
      .double({ noNaN: true, noDefaultInfinity: true })
      .filter((n) => !Object.is(n, -0) && (!Number.isInteger(n) || Number.isSafeInteger(n))),
    storable(10),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      storable(6).filter((key) => key !== '__proto__'),
      tie('value'),
      { maxKeys: 3, noNullPrototype: true },
    ),
  ),
})).value;
export const meta = fc.dictionary(
  storable(6).filter((key) => key !== '__proto__'),
  metaValue,
  {
    maxKeys: 4,
    noNullPrototype: true,
  },
);

const some = { requiredKeys: [] as [] };
const notEmpty = (group: object) => Object.keys(group).length > 0;
const uuid = fc
  .uint8Array({ minLength: 16, maxLength: 16 })
  .map((bytes) => Buffer.from(bytes).toString('hex'))
  .map(
    (hex) =>
      `${hex.slice(0, 8)}-${hex.slice(8, 12)}-7${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`,
  );

const manifest = fc.record({
  count: fc.nat(),
  sha256: fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex')),
  sealed: storable(20, 1),
});

export const changes = fc.uniqueArray(
  fc.record(
    {
      field: storable(8, 1).filter((field) => field !== '__proto__'),
      old: storable(8, 1),
      new: storable(8, 1),
    },
    { requiredKeys: ['field'] },
  ),
  { minLength: 1, maxLength: 4, selector: ({ field }) => field },
);

export const auditEvents: fc.Arbitrary<AuditEvent> = fc
  .tuple(
    time,
    fc.oneof(
      fc.record({ patients: fc.uniqueArray(id, { maxLength: 4 }) }),
      manifest.map((patientManifest) => ({ patients: [], patientManifest })),
    ),
    fc.record(
      {
        v: fc.constant(1 as const),
        id: uuid,
        recordedAt: micros,
        category: fc.constantFrom(...categories),
        categoryWord: word,
        action: fc.constantFrom(...actions),
        verb: word,
        actor: fc.record({ userId: id, userName: id, role: word, onBehalfOf: id }, some),
        resource: fc.record({ type: word, id }, { requiredKeys: ['type'] }),
        encounterId: id,
        phiFields: fc.array(word, { maxLength: 3 }),
        purpose: word,
        justification: storable(20),
        network: fc.record({ ip: id, userAgent: storable(20), sessionId: id }, some).filter(notEmpty),
        volume: fc.record({ records: fc.nat(), bytes: fc.nat() }, some).filter(notEmpty),
        outcome: fc.constantFrom(...outcomes),
        details: fc.record({ changes, meta }, some),
        retention: fc.record({ years: fc.integer({ min: 1, max: 100 }) }),
        source: fc.record(
          { system: word, format: word, recordId: id },
          { requiredKeys: ['system', 'format'] },
        ),
      },
      { requiredKeys: ['v', 'id', 'recordedAt', 'category', 'action', 'actor', 'outcome', 'source'] },
    ),
  )
  .map(([occurred, concerned, rest]) => ({ ...rest, ...occurred, ...concerned }) as AuditEvent);

/** A full and ordinary event, for examples. */
export const chartOpened: AuditEvent = {
  v: 1,
  id: '019a8f3c-5e10-7a3b-9c4d-2f6e8b1a7c55',
  recordedAt: 1_794_781_315_004_211,
  occurredAt: 1_794_781_315_000_123,
  category: 'access',
  action: 'READ',
  actor: { userId: '019a0000-0000-7000-8000-000000000011', userName: 'colleen.duffy', role: 'nurse' },
  resource: { type: 'Patient', id: '019a0000-0000-7000-8000-000000000214' },
  patients: ['019a0000-0000-7000-8000-000000000214'],
  phiFields: ['demographics', 'medications'],
  purpose: 'treatment',
  network: {
    ip: '10.1.4.22',
    userAgent: 'Wardkeeper/0.1',
    sessionId: '019a0000-0000-7000-8000-00000000abcd',
  },
  outcome: 'success',
  retention: { years: 7 },
  source: { system: 'wardkeeper', format: 'wardkeeper' },
};
