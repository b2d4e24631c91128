import type { z } from 'zod';
import { canonicalJson, type JsonValue } from '../../../transparency/canonical-json';
import { err, ok, type Result } from '../../result';
import { auditEventDraft, type AuditEvent, type AuditEventDraft } from '../audit-event';
import { instantText, parseInstant } from '../instant';

/**
 * A record format that events are read from and written to. Reading is lossless: the event of a record
 * gives the identical record back, as JSON values.
 */
export interface SourceFormat<T> {
  record: z.ZodType<T>;
  /** May hold values that the event's schema refuses; `fromSource` checks. */
  toDraft(record: T, time: RecordTime): AuditEventDraft;
  /** Refused where the record needs what the event does not have, or would misstate it. */
  fromEvent(event: AuditEvent): Result<T>;
  timeOf(record: T): string;
}

export type RecordTime = Pick<AuditEventDraft, 'occurredAt' | 'occurredText'>;

/** The draft of a record as it was read from outside. Messages name places in the record, never values. */
export function fromSource<T>(format: SourceFormat<T>, candidate: unknown): Result<AuditEventDraft> {
  const record = format.record.safeParse(candidate);
  if (!record.success) return refused(record.error);
  const time = parseInstant(format.timeOf(record.data));
  if (!time.ok) return time;
  const { micros, text } = time.value;
  const draft = auditEventDraft.safeParse(
    withoutUndefined(
      format.toDraft(record.data, { occurredAt: micros, ...(text !== undefined && { occurredText: text }) }),
    ),
  );
  return draft.success ? ok(draft.data) : refused(draft.error);
}

export interface SourceRecord<T> {
  record: T;
  /** Fields of the event that reading the record back would not give the same, as paths, sorted. */
  differs: string[];
}

/** The record of an event, and what of the event it cannot hold. */
export function toSource<T>(format: SourceFormat<T>, event: AuditEvent): Result<SourceRecord<T>> {
  const record = format.fromEvent(event);
  if (!record.ok) return record;
  const back = fromSource(format, record.value);
  if (!back.ok) return back;
  return ok({ record: record.value, differs: differences(event, back.value) });
}

/** The record's own id: that of its source where the event came from there. */
export function recordId(event: AuditEvent): string {
  return event.source.recordId ?? event.id;
}

export function occurredText({ occurredAt, occurredText: text }: AuditEvent): string {
  return instantText({ micros: occurredAt, ...(text !== undefined && { text }) });
}

/** Null on the wire is absence in the event. */
export function given<T>(value: T | null): T | undefined {
  return value ?? undefined;
}

/** Whether the resource is a patient, so that its id is a patient's. */
export function isPatient(resourceType: string): boolean {
  return resourceType.toLowerCase() === 'patient';
}

/** Message for a record that names a resource without its kind: the event has no place for it. */
export const typelessId = 'A resource id needs its type';

export function unfit(what: string): Result<never> {
  return err(
    'invalid-request',
    `This event does not fit the record format: ${what}.`,
    'Export it in the format of Wardkeeper itself, which holds every event whole.',
  );
}

function differences(event: AuditEvent, back: AuditEventDraft): string[] {
  const before = leaves(event);
  const after = leaves(back);
  for (const assigned of ['v', 'id', 'recordedAt']) before.delete(assigned);
  if (event.source.recordId === undefined && back.source.recordId === event.id)
    after.delete('source.recordId');
  const paths = new Set([...before.keys(), ...after.keys()]);
  return [...paths].filter((path) => before.get(path) !== after.get(path)).sort();
}

const grouped = new Set(['actor', 'resource', 'network', 'volume', 'source']);

function leaves(event: AuditEventDraft): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, value] of Object.entries(event) as [string, JsonValue | undefined][]) {
    if (value === undefined) continue;
    if (!grouped.has(key)) {
      found.set(key, canonicalJson(value));
      continue;
    }
    for (const [member, inner] of Object.entries(value as object) as [string, JsonValue | undefined][]) {
      if (inner !== undefined) found.set(`${key}.${member}`, canonicalJson(inner));
    }
  }
  return found;
}

/** Without the keys whose value is undefined, and without groups that are left empty by it. */
function withoutUndefined(draft: AuditEventDraft): AuditEventDraft {
  const strip = (object: object) =>
    Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
  const network = draft.network && strip(draft.network);
  return strip({
    ...draft,
    actor: strip(draft.actor),
    resource: draft.resource && strip(draft.resource),
    network: network && Object.keys(network).length > 0 ? network : undefined,
    source: strip(draft.source),
  }) as AuditEventDraft;
}

const SHOWN = 5;

/** Names the fields that are missing or hold something else than the format says, never their values. */
function refused(error: z.ZodError): Result<never> {
  const fields = [...new Set(error.issues.map(({ path }) => path.slice(0, 2).join('.')))].filter(
    (field) => field !== '',
  );
  const shown = fields.slice(0, SHOWN).join(', ');
  const more = fields.length > SHOWN ? ` and ${fields.length - SHOWN} more` : '';
  return err(
    'invalid-request',
    fields.length === 0
      ? 'The record does not have the shape of its format.'
      : `Missing, or not as the format says: ${shown}${more}.`,
    'Compare the record with the documented format of its source.',
  );
}
