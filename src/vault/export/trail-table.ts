import { patientCount } from '../../shared/domain/audit-event/audit-event';
import { actorWords, eventDeed } from '../../shared/domain/audit-event/sentence';
import { outcomeNames } from '../../shared/domain/audit-event/vocabulary-words';
import { isEmptyFilter, type TrailFilter } from '../../shared/domain/trail-filter';
import { chipsOf, chipSentence } from '../../shared/domain/trail-filter-words';
import { zonedText } from '../../shared/domain/zoned-time';
import type { ShownPatient, TrailRow } from '../../shared/contract/bridge/trail';
import type { ReadableDb } from '../store/db';
import { members, pseudonymsOf } from '../store/lists';
import type { Queries } from '../trail/open-queries';
import { shownRows } from '../trail/shown-rows';
import { Cancelled, standBack } from '../trail/turns';
import { everyLine } from '../trail/every-line';
import type { AsideFile } from './aside-file';
import { csvLine } from './csv';
import { figure, utcText } from './heading';

/** The filter as its chips say it, with exact times. */
export function trailSentence(db: ReadableDb, filter: TrailFilter, zone: string): string {
  const names = new Map(members(db).map(({ userId, displayName }) => [userId, displayName]));
  const pseudonyms = pseudonymsOf(db, filter.patients ?? []);
  const at = (micros: number) => zonedText(micros, zone);
  const chips = chipsOf(filter, {
    person: (userId) => names.get(userId) ?? 'a person not in the list',
    patient: (patientId) => patientName({ patientId, pseudonym: pseudonyms.get(patientId) ?? null }),
    when: (from, until) =>
      from === undefined
        ? `before ${at(until ?? 0)}`
        : `from ${at(from)}${until === undefined ? '' : ` up to ${at(until)}`}`,
  });
  return isEmptyFilter(filter) ? 'Audit trail: every event' : `Audit trail, events: ${chipSentence(chips)}`;
}

export function trailHead(zone: string): string {
  return csvLine([
    'Event',
    `Time (${zone})`,
    'Time (UTC)',
    'Who',
    'What was done',
    'Patients',
    'How it ended',
    'Address',
  ]);
}

function trailLine(row: TrailRow, zone: string): string {
  const { seq, event, who } = row;
  return csvLine([
    seq,
    zonedText(event.occurredAt, zone),
    utcText(event.occurredAt),
    actorWords(event, who ?? undefined),
    eventDeed(event),
    patientsCell(row),
    outcomeNames[event.outcome],
    event.network?.ip ?? null,
  ]);
}

function patientsCell({ event, patients }: TrailRow): string | null {
  if (patients.length > 0) return patients.map(patientName).join('; ');
  const sealed = patientCount(event);
  return sealed === 0 ? null : `${figure(sealed)} patients, kept as a sealed list`;
}

function patientName({ patientId, pseudonym }: ShownPatient): string {
  return pseudonym ?? `patient ${patientId}`;
}

export interface TrailAsked {
  filter: TrailFilter;
  size: number;
}

/**
 * Writes the lines that fit, the newest first. `progress` hears how many are written. Rejects with Cancelled after an
 * abort; throws what the store and the file throw.
 */
export async function writeTrail(
  queries: Queries,
  { filter, size }: TrailAsked,
  file: Pick<AsideFile, 'write'>,
  zone: string,
  progress: (done: number) => void,
  signal: AbortSignal,
): Promise<void> {
  let done = 0;
  for await (const lines of everyLine(queries, filter, size, signal)) {
    const rows = shownRows(queries.trail.db, lines);
    await file.write(rows.map((row) => trailLine(row, zone)).join(''));
    done += rows.length;
    progress(done);
    // Whoever looks at the trail meanwhile comes first.
    await standBack();
    if (signal.aborted) throw new Cancelled();
  }
}
