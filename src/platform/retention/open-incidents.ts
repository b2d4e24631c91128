import { sql } from 'kysely';
import type { Incident, IncidentHeading, IncidentStanding } from '../../shared/domain/incident';
import type { Database } from '../database/schema';
import type { DocumentKind } from '../documents/document-kind';
import { documentStore } from '../documents/document-store';
import type { SealingKeys } from '../phi/data-keys';

const PAGE = 100;

/**
 * Whether an incident that is still open names a patient, in its own list or by an event that it is about: they may
 * have to be told (45 CFR 164.404(d)), for which their address is needed. What cannot be looked into counts as naming
 * anybody: an incident that does not open, an event in a sealed archive or with a sealed manifest.
 */
export async function isInOpenIncident(
  db: Database,
  keys: SealingKeys,
  kind: DocumentKind<Incident, IncidentHeading, IncidentStanding>,
  patientId: string,
): Promise<boolean> {
  const store = documentStore(db, keys, kind);
  for (let page = 1; ; page += 1) {
    const listed = await store.list({ state: 'open' }, page, PAGE);
    if (!listed.ok) return true;
    for (const { id } of listed.value.items) {
      const found = await store.newest(id);
      if (found?.ok !== true) return true;
      const { patients, events } = found.value.content;
      if (patients.includes(patientId) || (await mayName(db, events, patientId))) return true;
    }
    if (listed.value.items.length < PAGE) return false;
  }
}

async function mayName(db: Database, events: readonly number[], patientId: string): Promise<boolean> {
  const { rows } = await sql<{ may: boolean }>`
    select coalesce(bool_or(event.seq is null or event.patient_ids @> array[${patientId}]::text[]
      or event.body::json ->> 'patientManifest' is not null), false) as may
    from (select place::bigint from json_array_elements_text(${JSON.stringify(events)}::json) as place) as named
      left join audit_event as event on event.seq = named.place`.execute(db);
  return rows[0]?.may === true;
}
