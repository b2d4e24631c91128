import { patientCount, type AuditEvent } from '../../../shared/domain/audit-event/audit-event';
import { categoryWords, outcomeNames } from '../../../shared/domain/audit-event/vocabulary-words';
import { counted, listed } from '../../../shared/domain/words';
import { dayAndTime } from '../../lib/time';
import { fieldName, plainKind } from './field-words';

export interface Fact {
  name: string;
  value: string;
  /** Where the value is a time: in microseconds. */
  at?: number;
}

/** What the event says beside its sentence, in plain words; what it does not say is left out. */
export function factsOf(event: AuditEvent, patients: readonly string[], zone: string): Fact[] {
  const { network, volume, details, resource, source } = event;
  const all = patientCount(event);
  const facts: (Fact | false | undefined)[] = [
    {
      name: 'Happened',
      value: dayAndTime(event.occurredAt, zone),
      at: event.occurredAt,
    },
    { name: 'Recorded', value: dayAndTime(event.recordedAt, zone), at: event.recordedAt },
    { name: 'Kind', value: `${categoryWords[event.category]} (${event.verb ?? event.action})` },
    { name: 'Outcome', value: outcomeNames[event.outcome] },
    resource && { name: 'What', value: plainKind(resource.type) },
    all > 1 && {
      name: 'Patients',
      value:
        patients.length === all ? listed(patients) : `${all.toLocaleString('en-US')}, kept as a sealed list`,
    },
    event.phiFields !== undefined && {
      name: 'Fields',
      value: event.phiFields.length === 0 ? 'none' : listed(event.phiFields.map(fieldName)),
    },
    event.purpose !== undefined && { name: 'Purpose', value: plainKind(event.purpose) },
    event.justification !== undefined && { name: 'Reason given', value: `“${event.justification}”` },
    details?.changes && {
      name: 'Changed',
      value: listed(details.changes.map(({ field }) => fieldName(field))),
    },
    volume?.records !== undefined && { name: 'How much', value: volumeWords(volume.records, volume.bytes) },
    network?.ip !== undefined && { name: 'Address', value: network.ip },
    network?.userAgent !== undefined && { name: 'Program', value: network.userAgent },
    network?.sessionId !== undefined && { name: 'Session', value: network.sessionId },
    event.actor.role !== undefined && { name: 'Role', value: plainKind(event.actor.role) },
    event.actor.onBehalfOf !== undefined && { name: 'On behalf of', value: event.actor.onBehalfOf },
    { name: 'Source', value: source.system },
  ];
  return facts.filter((fact): fact is Fact => fact !== undefined && fact !== false);
}

function volumeWords(records: number, bytes: number | undefined): string {
  const size = bytes === undefined ? '' : `, ${(bytes / 1_000_000).toFixed(1)} MB`;
  return `${counted(records, 'record')}${size}`;
}
