import { patientCount } from '../../../shared/domain/audit-event/audit-event';
import { actorWords, eventDeed } from '../../../shared/domain/audit-event/sentence';
import type { TrailRow } from '../../../shared/contract/bridge/trail';
import { roleByCode } from '../../../shared/domain/roles';
import type { WorkforceMember } from '../../../shared/domain/workforce-member';
import { clockTime, fullDay, zoneName } from '../../lib/time';

/** A piece of a sentence; patients stand out in it, and its time is told in UTC too. */
export interface Piece {
  text: string;
  strong?: true;
  /** The time that it tells, in microseconds. */
  at?: number;
}

/** Named one by one up to here; more are counted. */
const MOST_NAMED = 3;

/** The actor as a list or a sentence names them. */
export function whoOf({ who, event }: Pick<TrailRow, 'who' | 'event'>): string {
  return actorWords(event, who ?? undefined);
}

/** What a patient is called: the pseudonym, or where the practice's list lacks them the id that the event has. */
export function patientWords({ pseudonym, patientId }: TrailRow['patients'][number]): string {
  return pseudonym ?? `patient ${patientId}`;
}

/** The patients of a row in a cell: `Tamarack 214`, `Tamarack 214 and 2 more`. */
export function whomOf({ event, patients }: Pick<TrailRow, 'event' | 'patients'>): string {
  const all = patientCount(event);
  const [first] = patients;
  if (first === undefined) return all > 0 ? `${all.toLocaleString('en-US')} patients` : '';
  return all > 1
    ? `${patientWords(first)} and ${(all - 1).toLocaleString('en-US')} more`
    : patientWords(first);
}

/** The event in two sentences: who did what to whom, and when and from where. */
export function storyOf(row: TrailRow, member: WorkforceMember | undefined, zone: string): Piece[] {
  const { event } = row;
  const job = member?.jobTitle ?? roleByCode(event.actor.role ?? '')?.title;
  const who = job === undefined ? `${whoOf(row)} ` : `${whoOf(row)}, ${asWord(job)}, `;
  const from = event.network?.ip === undefined ? '' : `, from ${event.network.ip}`;
  const at = event.occurredAt;
  return [
    { text: who },
    ...whomIn(eventDeed(event), row),
    { text: '. It was ' },
    { text: `${fullDay(at, zone)}, at ${clockTime(at, zone)} ${zoneName(zone, at)} time`, at },
    { text: `${from}.` },
  ];
}

/** The deed with the patients in it: “opened a chart” becomes “opened the chart of Tamarack 214”. */
function whomIn(deed: string, { patients }: TrailRow): Piece[] {
  const named = patients.length <= MOST_NAMED ? namesOf(patients) : [];
  if (named.length === 0) return [{ text: deed }];
  const chart = /^(.*)\ba chart\b(.*)$/.exec(deed);
  if (chart !== null && patients.length === 1)
    return [{ text: `${chart[1] ?? ''}the chart of ` }, ...named, { text: chart[2] ?? '' }];
  return [{ text: `${deed}, concerning ` }, ...named];
}

function namesOf(patients: TrailRow['patients']): Piece[] {
  return patients.flatMap((patient, place): Piece[] => {
    const name: Piece = { text: patientWords(patient), strong: true };
    if (place === 0) return [name];
    return [{ text: place === patients.length - 1 ? ' and ' : ', ' }, name];
  });
}

/** `Nurse` within a sentence; `IT support` stays. */
function asWord(title: string): string {
  return /^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title;
}
