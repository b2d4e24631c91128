import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  auditEvent,
  auditEventDraft,
  recordEvent,
  type AuditEvent,
  type AuditEventDraft,
} from '../../../../../../src/shared/domain/audit-event/audit-event';
import {
  phiAccessLogs,
  type PhiAccessLog,
} from '../../../../../../src/shared/domain/audit-event/seeds/phi-access-logs';
import {
  phiAuditLogs,
  type PhiAuditLog,
} from '../../../../../../src/shared/domain/audit-event/seeds/phi-audit-logs';
import {
  fromSource,
  toSource,
  type SourceFormat,
} from '../../../../../../src/shared/domain/audit-event/seeds/source-format';
import {
  vannahhealthcloud,
  type ImagingAuditLog,
} from '../../../../../../src/shared/domain/audit-event/seeds/vannahhealthcloud';
import {
  vantrexia,
  type VantrexiaAuditLog,
} from '../../../../../../src/shared/domain/audit-event/seeds/vantrexia';
import { actions } from '../../../../../../src/shared/domain/audit-event/vocabulary';
import { auditEvents, chartOpened, id, meta, timeText, word } from '../events';

const { id: eventId, recordedAt } = chartOpened;

function draftOf<T>(format: SourceFormat<T>, record: unknown): AuditEventDraft {
  const draft = fromSource(format, record);
  if (!draft.ok) throw new Error(draft.message);
  return draft.value;
}

const eventOf = <T>(format: SourceFormat<T>, record: unknown): AuditEvent =>
  recordEvent(draftOf(format, record), eventId, recordedAt);

function recordOf<T>(format: SourceFormat<T>, event: AuditEvent) {
  const record = toSource(format, event);
  if (!record.ok) throw new Error(record.message);
  return record.value;
}

/** There and back, as it is kept and sent: as JSON. */
function throughTheLog<T>(format: SourceFormat<T>, record: unknown) {
  const event: unknown = JSON.parse(JSON.stringify(eventOf(format, record)));
  return recordOf(format, auditEvent.parse(event));
}

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const freeText = fc.string({
  unit: fc.constantFrom('a', 'Z', ' ', '"', 'é', '\n', '\u{1f600}'),
  maxLength: 20,
});
const ip = fc.oneof(fc.ipV4(), fc.ipV6());
const uuid = fc.uuid();

const phiAuditLog: fc.Arbitrary<PhiAuditLog> = fc.record({
  id: uuid,
  user_id: uuid,
  resource_type: fc.oneof(word, fc.constantFrom('Patient', 'patient')),
  resource_id: maybe(id),
  action: fc.constantFrom('READ', 'WRITE', 'DELETE', 'EXPORT'),
  phi_fields_accessed: maybe(fc.array(word, { maxLength: 4 })),
  purpose: maybe(fc.constantFrom('treatment', 'operations', 'research')),
  ip_address: maybe(ip),
  user_agent: maybe(freeText),
  retention_years: fc.integer({ min: 1, max: 100 }),
  created_at: timeText,
});

const phiAccessLog: fc.Arbitrary<PhiAccessLog> = fc.record({
  id: uuid,
  user_id: uuid,
  patient_id: maybe(uuid),
  encounter_id: maybe(uuid),
  action: fc.constantFrom('read', 'write', 'update', 'delete'),
  resource_type: word,
  resource_id: maybe(uuid),
  phi_fields: maybe(fc.array(word, { maxLength: 4 })),
  ip_address: maybe(ip),
  user_agent: maybe(freeText),
  session_id: maybe(uuid),
  timestamp: timeText,
  justification: maybe(freeText),
});

const resourcePair = fc.oneof(
  fc.tuple(fc.oneof(word, fc.constant('Patient')), maybe(id)),
  fc.constant([null, null] as [null, null]),
);

const imagingAuditLog: fc.Arbitrary<ImagingAuditLog> = fc
  .tuple(
    resourcePair,
    fc.record({
      timestamp: timeText,
      eventType: fc.constantFrom(
        'AUTHENTICATION',
        'DATA_ACCESS',
        'DATA_MODIFICATION',
        'DICOM_EVENT',
        'ADMIN_ACTION',
        'SYSTEM_EVENT',
      ),
      action: fc.oneof(
        word,
        fc.constantFrom('STUDY_VIEWED', 'C-STORE', 'LOGIN', 'LOGIN_FAILED', 'READ', 'constructor'),
      ),
      userId: maybe(id),
      userName: maybe(id),
      role: maybe(word),
      patientId: maybe(id),
      ipAddress: maybe(ip),
      userAgent: maybe(freeText),
      result: fc.constantFrom('SUCCESS', 'FAILURE', 'DENIED'),
    }),
  )
  .map(([[resourceType, resourceId], rest]) => ({ ...rest, resourceType, resourceId }));

const key = fc.oneof(
  fc.nat(),
  fc.maxSafeInteger().map(Math.abs),
  uuid,
  fc.constantFrom('007', '-1', '1.0', ' 1', 'a'),
);
const sealed = fc.string({ minLength: 1, maxLength: 10, unit: 'grapheme-ascii' });
const vantrexiaDetails = fc
  .tuple(
    meta,
    fc.record(
      {
        changes: fc.oneof(
          fc.dictionary(word, fc.record({ old: maybe(sealed), new: maybe(sealed) }), {
            maxKeys: 3,
            noNullPrototype: true,
          }),
          fc.constantFrom(null, 'much', 7, [], { email: { old: 'a' } }, { email: { old: '', new: 'b' } }),
        ),
        volume: fc.constantFrom(
          null,
          {},
          { records: 7 },
          { bytes: 9, records: 0 },
          { records: -1 },
          { pages: 3 },
          12,
        ),
      },
      { requiredKeys: [] },
    ),
  )
  .map(([free, known]) => ({ ...free, ...known }));

const vantrexiaAuditLog = fc
  .tuple(
    resourcePair,
    fc.record({
      id: key,
      timestamp: timeText,
      user: maybe(key),
      action: fc.constantFrom(...actions),
      ip_address: maybe(ip),
      user_agent: maybe(freeText),
      details: maybe(vantrexiaDetails),
    }),
  )
  .map(([[resource_type, resource_id], rest]) => ({ ...rest, resource_type, resource_id }));

const documented = {
  phiAuditLog: {
    id: '0b6f2f0e-5a3c-4d58-9a51-0d9b7c1f6e21',
    user_id: '6d0f7a34-8d2b-4c7e-8f2a-3a9f5b7c1d10',
    resource_type: 'patient',
    resource_id: 'patient-118',
    action: 'WRITE',
    phi_fields_accessed: ['demographics', 'diagnosis'],
    purpose: 'treatment',
    ip_address: '10.0.0.5',
    user_agent: 'curl/8.4',
    retention_years: 6,
    created_at: '2026-02-03T04:05:06.789012+00:00',
  } satisfies PhiAuditLog,
  phiAccessLog: {
    id: '9f1c2a77-0c1e-4b4f-8a55-6d6f3f2f9a01',
    user_id: '6d0f7a34-8d2b-4c7e-8f2a-3a9f5b7c1d10',
    patient_id: '3f0e2b8a-1111-4222-8333-944455566677',
    encounter_id: null,
    action: 'write',
    resource_type: 'clinical_notes',
    resource_id: null,
    phi_fields: [],
    ip_address: '2001:db8::1',
    user_agent: null,
    session_id: null,
    timestamp: '2026-02-03T04:05:06.789012Z',
    justification: 'On call for the ward',
  } satisfies PhiAccessLog,
  /** The record printed in the source's own documentation. */
  imaging: {
    timestamp: '2026-01-15T10:30:00Z',
    eventType: 'DATA_ACCESS',
    action: 'STUDY_VIEWED',
    userId: 'usr_abc123',
    userName: 'dr.smith',
    role: 'radiologist',
    resourceType: 'Study',
    resourceId: '1.2.840.113619.2.55.3.123456',
    patientId: 'PAT001',
    ipAddress: '192.168.1.50',
    userAgent: 'Mozilla/5.0...',
    result: 'SUCCESS',
  } satisfies ImagingAuditLog,
  vantrexia: {
    id: 48213,
    timestamp: '2026-03-01T08:00:00.123456Z',
    user: 17,
    action: 'UPDATE',
    resource_type: 'Patient',
    resource_id: '214',
    ip_address: '10.2.0.9',
    user_agent: 'Mozilla/5.0',
    details: {
      changes: {
        phone: { old: 'gAAAAABl-old', new: 'gAAAAABl-new' },
        email: { old: null, new: 'gAAAAABl-mail' },
      },
      volume: { records: 1 },
      request: { method: 'PATCH', path: '/api/v1/patients/214/' },
    },
  } satisfies VantrexiaAuditLog,
};

describe('a record comes back identical from the event', () => {
  function always<T>(format: SourceFormat<T>, records: fc.Arbitrary<T>) {
    fc.assert(
      fc.property(records, (record) => {
        expect(throughTheLog(format, record)).toEqual({ record, differs: [] });
      }),
      { numRuns: 400 },
    );
  }

  test('in phi_audit_logs', () => always(phiAuditLogs, phiAuditLog));
  test('in phi_access_logs', () => always(phiAccessLogs, phiAccessLog));
  test('in the log of VannahHealthCloud', () => always(vannahhealthcloud, imagingAuditLog));
  test('in the log of Vantrexia', () => always(vantrexia, vantrexiaAuditLog));
  test('in the documented examples', () => {
    expect(throughTheLog(phiAuditLogs, documented.phiAuditLog).record).toEqual(documented.phiAuditLog);
    expect(throughTheLog(phiAccessLogs, documented.phiAccessLog).record).toEqual(documented.phiAccessLog);
    expect(throughTheLog(vannahhealthcloud, documented.imaging).record).toEqual(documented.imaging);
    expect(throughTheLog(vantrexia, documented.vantrexia).record).toEqual(documented.vantrexia);
  });
});

describe('the event of a documented record', () => {
  test('in phi_audit_logs', () => {
    expect(draftOf(phiAuditLogs, documented.phiAuditLog)).toEqual({
      occurredAt: 1_770_091_506_789_012,
      occurredText: '2026-02-03T04:05:06.789012+00:00',
      category: 'modification',
      action: 'UPDATE',
      verb: 'WRITE',
      actor: { userId: documented.phiAuditLog.user_id },
      resource: { type: 'patient', id: 'patient-118' },
      patients: ['patient-118'],
      phiFields: ['demographics', 'diagnosis'],
      purpose: 'treatment',
      network: { ip: '10.0.0.5', userAgent: 'curl/8.4' },
      outcome: 'success',
      retention: { years: 6 },
      source: {
        system: 'experimentation-platform',
        format: 'phi_audit_logs',
        recordId: documented.phiAuditLog.id,
      },
    });
  });

  test('in phi_access_logs', () => {
    expect(draftOf(phiAccessLogs, documented.phiAccessLog)).toEqual({
      occurredAt: 1_770_091_506_789_012,
      category: 'modification',
      action: 'CREATE',
      actor: { userId: documented.phiAccessLog.user_id },
      resource: { type: 'clinical_notes' },
      patients: ['3f0e2b8a-1111-4222-8333-944455566677'],
      phiFields: [],
      justification: 'On call for the ward',
      network: { ip: '2001:db8::1' },
      outcome: 'success',
      source: { system: 'scribemed', format: 'phi_access_logs', recordId: documented.phiAccessLog.id },
    });
  });

  test('in the log of VannahHealthCloud', () => {
    expect(draftOf(vannahhealthcloud, documented.imaging)).toEqual({
      occurredAt: 1_768_473_000_000_000,
      occurredText: '2026-01-15T10:30:00Z',
      category: 'access',
      categoryWord: 'DATA_ACCESS',
      action: 'READ',
      verb: 'STUDY_VIEWED',
      actor: { userId: 'usr_abc123', userName: 'dr.smith', role: 'radiologist' },
      resource: { type: 'Study', id: '1.2.840.113619.2.55.3.123456' },
      patients: ['PAT001'],
      network: { ip: '192.168.1.50', userAgent: 'Mozilla/5.0...' },
      outcome: 'success',
      source: { system: 'vannahhealthcloud', format: 'vannahhealthcloud' },
    });
  });

  test('in the log of Vantrexia', () => {
    expect(draftOf(vantrexia, documented.vantrexia)).toEqual({
      occurredAt: 1_772_352_000_123_456,
      category: 'modification',
      action: 'UPDATE',
      actor: { userId: '17' },
      resource: { type: 'Patient', id: '214' },
      patients: ['214'],
      network: { ip: '10.2.0.9', userAgent: 'Mozilla/5.0' },
      volume: { records: 1 },
      outcome: 'success',
      details: {
        changes: [
          { field: 'phone', old: 'gAAAAABl-old', new: 'gAAAAABl-new' },
          { field: 'email', new: 'gAAAAABl-mail' },
        ],
        meta: { request: { method: 'PATCH', path: '/api/v1/patients/214/' } },
      },
      source: { system: 'vantrexia', format: 'vantrexia', recordId: '48213' },
    });
  });
});

describe('what the imaging log says was done', () => {
  test.each([
    ['AUTHENTICATION', 'LOGIN', 'SUCCESS', 'LOGIN'],
    ['AUTHENTICATION', 'LOGIN', 'FAILURE', 'FAILED_LOGIN'],
    ['AUTHENTICATION', 'LOGIN_FAILED', 'FAILURE', 'FAILED_LOGIN'],
    ['AUTHENTICATION', 'USER_LOGGED_IN', 'SUCCESS', 'LOGIN'],
    ['AUTHENTICATION', 'LOGOUT', 'SUCCESS', 'LOGOUT'],
    ['AUTHENTICATION', 'MFA_ENABLED', 'SUCCESS', 'UPDATE'],
    ['DATA_ACCESS', 'REPORT_OPENED', 'SUCCESS', 'READ'],
    ['DATA_ACCESS', 'PATIENT_LOOKUP', 'DENIED', 'READ'],
    ['DATA_ACCESS', 'STUDY_DOWNLOADED', 'SUCCESS', 'EXPORT'],
    ['DATA_ACCESS', 'SOMETHING', 'SUCCESS', 'READ'],
    ['DATA_MODIFICATION', 'REPORT_CREATED', 'SUCCESS', 'CREATE'],
    ['DATA_MODIFICATION', 'REPORT_EDITED', 'SUCCESS', 'UPDATE'],
    ['DICOM_EVENT', 'C-STORE', 'SUCCESS', 'CREATE'],
    ['DICOM_EVENT', 'C-FIND', 'SUCCESS', 'READ'],
    ['DICOM_EVENT', 'C-MOVE', 'SUCCESS', 'EXPORT'],
    ['ADMIN_ACTION', 'ROLE_CHANGED', 'SUCCESS', 'UPDATE'],
    ['ADMIN_ACTION', 'USER_DELETED', 'SUCCESS', 'DELETE'],
    ['SYSTEM_EVENT', 'BACKUP_COMPLETED', 'SUCCESS', 'UPDATE'],
  ])('%s %s %s is %s', (eventType, action, result, expected) => {
    const draft = draftOf(vannahhealthcloud, { ...documented.imaging, eventType, action, result });
    expect(draft).toMatchObject({ action: expected, verb: action });
  });
});

describe('a record is refused, without telling its values,', () => {
  test.each<[string, SourceFormat<unknown>, unknown]>([
    ['with a key too many', phiAuditLogs, { ...documented.phiAuditLog, ssn: '078-05-1120' }],
    ['with a key too few', phiAccessLogs, { ...documented.phiAccessLog, session_id: undefined }],
    ['with a word that is none', phiAccessLogs, { ...documented.phiAccessLog, action: '078-05-1120' }],
    [
      'without a zone in its time',
      vannahhealthcloud,
      { ...documented.imaging, timestamp: '2026-01-15T10:30:00' },
    ],
    ['with an empty id', vannahhealthcloud, { ...documented.imaging, userId: '' }],
    ['with text for a serial number', vantrexia, { ...documented.vantrexia, id: '48213' }],
    ['with a resource id and no type', vantrexia, { ...documented.vantrexia, resource_type: null }],
    ['with a resource id and no type', vannahhealthcloud, { ...documented.imaging, resourceType: null }],
    ['that is no record', vantrexia, 'READ 078-05-1120'],
  ])('%s', (_, format, record) => {
    const refused = fromSource(format, record);
    expect(refused).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(JSON.stringify(refused)).not.toContain('078-05-1120');
  });
});

describe('an event that a format cannot hold', () => {
  test('is refused where a word, a user, a resource or a single patient is needed', () => {
    const signIn: AuditEvent = { ...chartOpened, action: 'LOGIN' };
    expect(toSource(phiAuditLogs, signIn)).toMatchObject({ ok: false, code: 'invalid-request' });
    expect(toSource(phiAccessLogs, { ...chartOpened, action: 'EXPORT' }).ok).toBe(false);
    const nobody: AuditEvent = { ...chartOpened, actor: {} };
    const nothing: AuditEvent = { ...chartOpened, resource: undefined };
    const several: AuditEvent = { ...chartOpened, patients: ['a', 'b'] };
    const manifest: AuditEvent = {
      ...chartOpened,
      patients: [],
      patientManifest: { count: 612, sha256: 'ab'.repeat(32), sealed: 's' },
    };
    for (const event of [nobody, nothing]) {
      expect(toSource(phiAuditLogs, event).ok).toBe(false);
      expect(toSource(phiAccessLogs, event).ok).toBe(false);
    }
    for (const event of [several, manifest]) {
      expect(toSource(phiAccessLogs, event).ok).toBe(false);
      expect(toSource(vannahhealthcloud, event).ok).toBe(false);
    }
  });

  test('is written with what does not come back named', () => {
    expect(recordOf(phiAuditLogs, { ...chartOpened, retention: undefined })).toMatchObject({
      record: { id: chartOpened.id, retention_years: 6, created_at: '2026-11-15T22:21:55.000123Z' },
      differs: [
        'actor.role',
        'actor.userName',
        'network.sessionId',
        'retention',
        'source.format',
        'source.system',
      ],
    });
    expect(recordOf(phiAccessLogs, chartOpened).differs).toEqual([
      'actor.role',
      'actor.userName',
      'purpose',
      'retention',
      'source.format',
      'source.system',
    ]);
    expect(recordOf(vannahhealthcloud, chartOpened).differs).toEqual([
      'categoryWord',
      'network.sessionId',
      'phiFields',
      'purpose',
      'retention',
      'source.format',
      'source.system',
      'verb',
    ]);
    expect(recordOf(vantrexia, { ...chartOpened, outcome: 'denied' }).differs).toEqual([
      'actor.role',
      'actor.userName',
      'network.sessionId',
      'phiFields',
      'purpose',
      'retention',
      'source.format',
      'source.system',
    ]);
  });

  test('never is written as another: what does not differ comes back', () => {
    const formats = [phiAuditLogs, phiAccessLogs, vannahhealthcloud, vantrexia] as SourceFormat<unknown>[];
    fc.assert(
      fc.property(auditEvents, fc.constantFrom(...formats), (event, format) => {
        const written = toSource(format, event);
        if (!written.ok) return;
        const back = draftOf(format, written.value.record);
        expect(auditEventDraft.safeParse(back).success).toBe(true);
        for (const member of [
          'occurredAt',
          'occurredText',
          'action',
          'patients',
          'outcome',
          'details',
        ] as const) {
          if (!written.value.differs.includes(member)) expect(back[member]).toEqual(event[member]);
        }
        expect(back.occurredAt).toBe(event.occurredAt);
        expect(back.occurredText).toBe(event.occurredText);
      }),
      { numRuns: 500 },
    );
  });
});
