import { eventVersion, type AuditEvent } from '../../shared/domain/audit-event/audit-event';
import { ByteReader } from './byte-reader';
import { ByteWriter } from './byte-writer';
import type { DictionaryKind, TextOf, WritableDictionary } from './dictionary';
import { action, category, outcome } from './event-codes';

/**
 * An event in the fewest bytes that give the identical JSON value back: repeated strings by their code in the
 * dictionary, UUIDs as 16 bytes, absent members as a bit. Layout in build/decisions/vault-file.md.
 */

/** Where a text gets its code from. */
type Codes = Pick<WritableDictionary, 'codeOf'>;

const LAYOUT = 1;

/** Members that may be absent, by their bit. Frozen. */
const bits = {
  occurredText: 0,
  categoryWord: 1,
  verb: 2,
  userId: 3,
  userName: 4,
  role: 5,
  onBehalfOf: 6,
  resource: 7,
  resourceId: 8,
  patientManifest: 9,
  encounterId: 10,
  phiFields: 11,
  purpose: 12,
  justification: 13,
  ip: 14,
  userAgent: 15,
  sessionId: 16,
  records: 17,
  bytes: 18,
  details: 19,
  retention: 20,
  recordId: 21,
  /** No member: the log's clock was behind the event's own. */
  recordedBefore: 22,
} as const;
type Member = keyof typeof bits;

const writer = new ByteWriter();

export function packEvent(event: AuditEvent, dictionary: Codes): Buffer {
  const { actor, resource, network, volume, source } = event;
  const present =
    bit('occurredText', event.occurredText) |
    bit('categoryWord', event.categoryWord) |
    bit('verb', event.verb) |
    bit('userId', actor.userId) |
    bit('userName', actor.userName) |
    bit('role', actor.role) |
    bit('onBehalfOf', actor.onBehalfOf) |
    bit('resource', resource) |
    bit('resourceId', resource?.id) |
    bit('patientManifest', event.patientManifest) |
    bit('encounterId', event.encounterId) |
    bit('phiFields', event.phiFields) |
    bit('purpose', event.purpose) |
    bit('justification', event.justification) |
    bit('ip', network?.ip) |
    bit('userAgent', network?.userAgent) |
    bit('sessionId', network?.sessionId) |
    bit('records', volume?.records) |
    bit('bytes', volume?.bytes) |
    bit('details', event.details) |
    bit('retention', event.retention) |
    bit('recordId', source.recordId) |
    bit('recordedBefore', event.recordedAt < event.occurredAt ? true : undefined);

  writer.byte(LAYOUT);
  writer.varint(present);
  writer.uuid(event.id);
  writer.varint(event.occurredAt);
  writer.varint(Math.abs(event.recordedAt - event.occurredAt));
  writer.byte(category.codeOf(event.category));
  writer.byte(action.codeOf(event.action));
  writer.byte(outcome.codeOf(event.outcome));
  code(dictionary, 'word', source.system);
  code(dictionary, 'word', source.format);
  writer.varint(event.patients.length);
  for (const patient of event.patients) code(dictionary, 'patient', patient);

  text(event.occurredText);
  code(dictionary, 'word', event.categoryWord);
  code(dictionary, 'word', event.verb);
  code(dictionary, 'user', actor.userId);
  code(dictionary, 'userName', actor.userName);
  code(dictionary, 'role', actor.role);
  code(dictionary, 'user', actor.onBehalfOf);
  code(dictionary, 'resourceType', resource?.type);
  text(resource?.id);
  json(event.patientManifest);
  code(dictionary, 'encounter', event.encounterId);
  number(event.phiFields?.length);
  for (const field of event.phiFields ?? []) code(dictionary, 'word', field);
  code(dictionary, 'word', event.purpose);
  text(event.justification);
  code(dictionary, 'address', network?.ip);
  code(dictionary, 'userAgent', network?.userAgent);
  code(dictionary, 'session', network?.sessionId);
  number(volume?.records);
  number(volume?.bytes);
  json(event.details);
  number(event.retention?.years);
  text(source.recordId);
  return writer.take();
}

// Not made anew for each event: that would cost a tenth of packing it.

function bit(member: Member, value: unknown): number {
  return value === undefined ? 0 : 1 << bits[member];
}

function code(dictionary: Codes, kind: DictionaryKind, value: string | undefined): void {
  if (value !== undefined) writer.varint(dictionary.codeOf(kind, value));
}

function text(value: string | undefined): void {
  if (value !== undefined) writer.text(value);
}

function number(value: number | undefined): void {
  if (value !== undefined) writer.varint(value);
}

function json(value: unknown): void {
  if (value !== undefined) writer.text(JSON.stringify(value));
}

/** The time that the event's id begins with, in milliseconds (RFC 9562, section 5.7), from what `packEvent` wrote. */
export function idTimeOf(bytes: Uint8Array): number {
  const reader = new ByteReader(bytes);
  reader.byte();
  reader.varint();
  return reader.uint48();
}

/** Throws RangeError for bytes that `packEvent` did not write, or a code that `textOf` does not explain. */
export function unpackEvent(bytes: Uint8Array, textOf: TextOf): AuditEvent {
  const reader = new ByteReader(bytes);
  if (reader.byte() !== LAYOUT) throw new RangeError('The event is in a layout that is not known here');
  const present = reader.varint();
  const has = (member: Member) => (present & (1 << bits[member])) !== 0;
  const code = (kind: DictionaryKind) => textOf(kind, reader.varint());
  const list = (kind: DictionaryKind) => Array.from({ length: reader.varint() }, () => code(kind));

  const id = reader.uuid();
  const occurredAt = reader.varint();
  const lag = reader.varint();
  const categoryName = category.wordOf(reader.byte());
  const actionName = action.wordOf(reader.byte());
  const outcomeName = outcome.wordOf(reader.byte());
  const source: AuditEvent['source'] = { system: code('word'), format: code('word') };
  const event: AuditEvent = {
    v: eventVersion,
    id,
    occurredAt,
    recordedAt: occurredAt + (has('recordedBefore') ? -lag : lag),
    category: categoryName,
    action: actionName,
    outcome: outcomeName,
    actor: {},
    patients: list('patient'),
    source,
  };
  if (has('occurredText')) event.occurredText = reader.text();
  if (has('categoryWord')) event.categoryWord = code('word');
  if (has('verb')) event.verb = code('word');
  if (has('userId')) event.actor.userId = code('user');
  if (has('userName')) event.actor.userName = code('userName');
  if (has('role')) event.actor.role = code('role');
  if (has('onBehalfOf')) event.actor.onBehalfOf = code('user');
  if (has('resource')) event.resource = { type: code('resourceType') };
  if (has('resourceId') && event.resource !== undefined) event.resource.id = reader.text();
  if (has('patientManifest'))
    event.patientManifest = JSON.parse(reader.text()) as AuditEvent['patientManifest'];
  if (has('encounterId')) event.encounterId = code('encounter');
  if (has('phiFields')) event.phiFields = list('word');
  if (has('purpose')) event.purpose = code('word');
  if (has('justification')) event.justification = reader.text();
  if (has('ip') || has('userAgent') || has('sessionId')) {
    event.network = {};
    if (has('ip')) event.network.ip = code('address');
    if (has('userAgent')) event.network.userAgent = code('userAgent');
    if (has('sessionId')) event.network.sessionId = code('session');
  }
  if (has('records') || has('bytes')) {
    event.volume = {};
    if (has('records')) event.volume.records = reader.varint();
    if (has('bytes')) event.volume.bytes = reader.varint();
  }
  if (has('details')) event.details = JSON.parse(reader.text()) as AuditEvent['details'];
  if (has('retention')) event.retention = { years: reader.varint() };
  if (has('recordId')) source.recordId = reader.text();
  reader.end();
  return event;
}
