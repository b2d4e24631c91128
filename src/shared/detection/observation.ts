import type { AuditEventDraft } from '../domain/audit-event/audit-event';
import { networkOf } from './address';
import type { Position } from './distance';

/** Where an address is, as far as some table knows. */
export interface Place extends Position {
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** As people call it: `La Crosse`. */
  name: string;
}

export type Locate = (address: string) => Place | null;

/** What the practice's clock shows. */
export interface LocalHour {
  /** Days since 1970-01-01. */
  day: number;
  /** 0 is Sunday. */
  weekday: number;
  hour: number;
  /** The practice is open, or nearly, or the person has a shift. */
  isExpected: boolean;
}

/** Another session of somebody who signs in, that had not ended by then. */
export interface OtherSession {
  address: string;
  /** When its console was heard of last, as far as anybody knows by now; microseconds. */
  usedAt: number;
}

/** What the detectors see of an event. It holds no name and no word of any patient. */
export interface Observation {
  /** Microseconds UTC. */
  at: number;
  did: 'sign-in' | 'sign-in-failed' | 'sign-out' | 'act' | 'address-blocked' | 'address-released';
  userId: string | null;
  sessionId: string | null;
  address: string | null;
  /** The address's /24 or /48. */
  network: string | null;
  place: Place | null;
  /** What the caller's program calls itself, without its versions: an update is no other program. */
  program: string | null;
  /** The code of why it was refused. */
  why: string | null;
  /** Whom it read, and how many more that it does not name. */
  patients: readonly string[];
  unnamedPatients: number;
  /** Records of patients that left the system, and lines of the audit trail. */
  exported: number;
  exportedLines: number;
  /** Other sessions of whoever signs in. */
  beside: readonly { network: string; usedAt: number }[];
  /** Names that were tried, where the door blocked an address for them. */
  names: number;
  local: LocalHour;
}

/** Exports that name no patient: the list of who works here, and the figures of a chart. */
const notOfPatients = ['PEOPLE_EXPORTED', 'CHART_EXPORTED'];

/** What an event shows the detectors; null for what the service does by itself, alerts among it. */
export function observationOf(
  event: AuditEventDraft,
  locate: Locate,
  localHour: (micros: number, userId: string | null) => LocalHour,
  otherSessions: (userId: string, sessionId: string, micros: number) => readonly OtherSession[],
): Observation | null {
  const did = deedOf(event);
  if (did === null) return null;
  const { actor, network, resource, details, volume, action } = event;
  const isOfAddress = did === 'address-blocked' || did === 'address-released';
  const address = (isOfAddress ? resource?.id : network?.ip) ?? null;
  const reason = details?.meta?.['reason'];
  const names = details?.meta?.['userNames'];
  const isRead = action === 'READ';
  const isExport =
    action === 'EXPORT' && event.outcome === 'success' && !notOfPatients.includes(event.verb ?? '');
  const left = isExport ? (volume?.records ?? event.patientManifest?.count ?? event.patients.length) : 0;
  // A console that receives the trail reads it (TRAIL_READ, page by page): only what went into a file is an export.
  const isOfTrail = resource?.type === 'AuditTrail';
  const opened = did === 'sign-in' ? network?.sessionId : undefined;
  // Whoever ends the session of somebody else stays where they are, and so does their own.
  const isEnd = did === 'sign-out';
  const owner = isEnd ? details?.meta?.['userId'] : undefined;
  const isOfAnother = owner !== undefined && owner !== actor.userId;
  const beside = opened === undefined ? [] : otherSessions(actor.userId ?? '', opened, event.occurredAt);
  return {
    at: event.occurredAt,
    did,
    // Whoever releases an address is elsewhere themselves.
    userId: isOfAddress || isOfAnother ? null : (actor.userId ?? null),
    sessionId: isOfAddress ? null : ((isEnd ? resource?.id : undefined) ?? network?.sessionId ?? null),
    address,
    network: address === null ? null : networkOf(address),
    place: address === null ? null : locate(address),
    program: network?.userAgent === undefined ? null : programOf(network.userAgent),
    why: typeof reason === 'string' ? reason : null,
    patients: isRead ? event.patients : [],
    unnamedPatients: isRead ? (event.patientManifest?.count ?? 0) : 0,
    exported: isOfTrail ? 0 : left,
    exportedLines: isOfTrail ? left : 0,
    beside: beside.flatMap(({ address: from, usedAt }) => {
      const used = networkOf(from);
      return used === null ? [] : [{ network: used, usedAt }];
    }),
    names: typeof names === 'number' ? names : 0,
    local: localHour(event.occurredAt, actor.userId ?? null),
  };
}

function deedOf({
  action,
  outcome,
  actor,
  resource,
  verb,
  network,
  details,
}: AuditEventDraft): Observation['did'] | null {
  if (verb === 'ADDRESS_BLOCKED') return 'address-blocked';
  if (verb === 'ADDRESS_RELEASED' && outcome === 'success') return 'address-released';
  // A vault on a workstation is unlocked without us: it says nothing of the door.
  if (action === 'FAILED_LOGIN' || (action === 'LOGIN' && outcome !== 'success')) {
    return resource?.type === 'Session' && network !== undefined ? 'sign-in-failed' : null;
  }
  // Asked for again within a session, it counts against the account like that of a sign-in.
  if (outcome === 'failure' && details?.meta?.['reason'] === 'wrong-password' && network !== undefined) {
    return 'sign-in-failed';
  }
  if (actor.userId === undefined) return null;
  if (action === 'LOGIN') return resource?.type === 'Session' ? 'sign-in' : null;
  return action === 'LOGOUT' && outcome === 'success' ? 'sign-out' : 'act';
}

/** What a program calls itself, without its versions. */
export function programOf(userAgent: string): string {
  return userAgent.replace(/[\d._]+/g, '').slice(0, 200);
}
