import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { MINUTE, SECOND } from '../clock';
import { deeds, type Deed } from './deeds';
import type { Act, Planted } from './floor';
import type { Device } from './networks';
import type { Person } from './people';
import type { Random } from './random';

/** An event before the log has it. */
export interface Timed {
  draft: AuditEventDraft;
  person: Person;
  planted: Planted | null;
}

/** No name of a site: it says of every event that nobody in it exists. */
export const source = { system: 'Wardkeeper synthetic practice', format: 'wardkeeper' };

/** After half an hour without an act a session ends by itself; what comes later opens another. */
const INACTIVITY = 30 * MINUTE;
const APART = INACTIVITY + 3 * MINUTE;

/** The events of a day's acts: each within a session of whoever did it, that begins and ends in the trail. */
export function eventsOf(acts: readonly Act[], desks: readonly Device[], random: Random): Timed[] {
  const events: Timed[] = [];
  const streams = new Map<string, Act[]>();
  for (const act of acts) {
    if (act.deed === deeds.failSignIn) {
      events.push(eventOf(act, act.at, act.from ?? deskOf(act.person, desks, random), null, random));
      continue;
    }
    const stream = `${act.person.index} ${act.from?.ip ?? ''}`;
    const others = streams.get(stream);
    if (others === undefined) streams.set(stream, [act]);
    else others.push(act);
  }
  for (const stream of streams.values()) {
    stream.sort((a, b) => a.at - b.at);
    let start = 0;
    for (let next = 1; next <= stream.length; next += 1) {
      const gap = (stream[next]?.at ?? Infinity) - (stream[next - 1]?.at ?? 0);
      if (gap <= APART) continue;
      addSession(stream.slice(start, next), events, desks, random);
      start = next;
    }
  }
  return events;
}

function addSession(acts: readonly Act[], events: Timed[], desks: readonly Device[], random: Random): void {
  const [first, last] = [acts[0], acts.at(-1)];
  if (first === undefined || last === undefined) return;
  const { person } = first;
  const device = first.from ?? deskOf(person, desks, random);
  const sessionId = random.uuid();
  // Where all of it was planted, so was the session.
  const isPlanted = acts.every(({ planted }) => planted !== undefined);
  const frame = (deed: Deed, about: Partial<Act> = {}): Act => ({
    person,
    at: 0,
    deed,
    resourceId: sessionId,
    ...(isPlanted && first.planted !== undefined && { planted: first.planted }),
    ...about,
  });
  const opened = first.at - Math.round(random.between(12, 60) * SECOND);
  if (!isPlanted && !person.isProgram && random.chance(0.03)) {
    const mistyped = frame(deeds.failSignIn, {
      outcome: 'failure',
      details: { meta: { reason: 'wrong-password' } },
    });
    events.push(eventOf(mistyped, opened - Math.round(random.between(6, 20) * SECOND), device, null, random));
  }
  events.push(eventOf(frame(deeds.signIn), opened, device, sessionId, random));
  for (const act of acts) events.push(eventOf(act, act.at, device, sessionId, random));
  const isForgotten = !person.isProgram && random.chance(0.2);
  const closed = isForgotten ? INACTIVITY : Math.round(random.between(20, 170) * SECOND);
  const leave = frame(deeds.signOut, isForgotten ? { details: { meta: { reason: 'inactivity' } } } : {});
  events.push(eventOf(leave, last.at + closed, device, sessionId, random));
}

/** Mostly their own; now and then the one that is free. */
function deskOf(person: Person, desks: readonly Device[], random: Random): Device {
  const own = desks[person.index];
  return own === undefined || random.chance(0.12) ? random.pick(desks) : own;
}

function eventOf(
  act: Act,
  at: number,
  { ip, userAgent }: Device,
  sessionId: string | null,
  random: Random,
): Timed {
  const { person, deed, patient, patients, encounterId, justification, volume, details } = act;
  const { action, category, verb, resource, phiFields, purpose } = deed;
  const concerned =
    patients?.map(({ patientId }) => patientId) ?? (patient === undefined ? [] : [patient.patientId]);
  const draft: AuditEventDraft = {
    occurredAt: at,
    category,
    action,
    verb,
    actor: { userId: person.userId, userName: person.userName, role: person.role },
    resource: { type: resource, id: resourceIdOf(act, random) },
    patients: concerned,
    ...(encounterId !== undefined && { encounterId }),
    ...(phiFields !== undefined && { phiFields }),
    ...(purpose !== undefined && { purpose }),
    ...(justification !== undefined && { justification }),
    network: sessionId === null ? { ip, userAgent } : { ip, userAgent, sessionId },
    ...(volume !== undefined && { volume }),
    outcome: act.outcome ?? 'success',
    ...(details !== undefined && { details }),
    source,
  };
  return { draft, person, planted: act.planted ?? null };
}

function resourceIdOf({ resourceId, deed, patient, encounterId }: Act, random: Random): string {
  if (resourceId !== undefined) return resourceId;
  if (patient !== undefined && (deed.resource === 'Patient' || deed.resource === 'Demographics')) {
    return patient.patientId;
  }
  // A visit has one note, whoever reads or signs it.
  return encounterId !== undefined && deed.resource === 'VisitNote' ? encounterId : random.uuid();
}
