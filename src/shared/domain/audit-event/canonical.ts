import { canonicalJson, canonicalString, type JsonValue } from '../../transparency/canonical-json';
import type { Hashes } from '../../transparency/hashes';
import { leafHash } from '../../transparency/merkle-hash';
import type { AuditEvent } from './audit-event';
import { yearOf } from './instant';

/**
 * What the log hashes (build/decisions/canonical-event.md): RFC 8785 JSON in which whatever can identify a
 * person stands as a salted commitment, so that an event can be shown de-identified and still prove itself.
 * Texts here are strings whose UTF-8 bytes are hashed. The code writes the sorted keys by hand because
 * verifying a trail is bound by it; a plain serializer gives the same text (tested).
 */

/** The groups of an event that are committed to apart; the index of each picks its salt. */
export const groupSaltIndex = {
  time: 0,
  user: 1,
  userName: 2,
  network: 3,
  resource: 4,
  patients: 5,
  encounter: 6,
  notes: 7,
} as const;
export type Group = keyof typeof groupSaltIndex;

/** The salts of one event: group salts by index, and those of the second patient on. 32 hex digits each. */
export type SaltOf = (index: number) => string;

/** 16 random bytes in base64url, fresh for each event and stored beside it. */
const eventSaltText = /^[A-Za-z0-9_-]{21}[AQgw]$/;

/**
 * Derives the salts of an event, each as late as it is asked for. Two come from one digest,
 * SHA-256(0x03 ‖ event salt ‖ pair number in decimal): knowing one tells nothing of any other.
 * Throws RangeError at anything but 16 bytes in base64url.
 */
export function saltsOf(eventSalt: string, hashes: Hashes): SaltOf {
  if (!eventSaltText.test(eventSalt)) throw new RangeError('An event salt is 16 bytes in base64url');
  const pairs: (string | undefined)[] = [];
  return (index) => {
    const pair = index >> 1;
    const digest = (pairs[pair] ??= hashes.sha256Hex(`\x03${eventSalt}${pair}`));
    return index % 2 === 0 ? digest.slice(0, 32) : digest.slice(32);
  };
}

/** The salt index of the patient at a place in the list. */
export function patientSaltIndex(place: number): number {
  return place === 0 ? groupSaltIndex.patients : groupSaltIndex.notes + place;
}

/** SHA-256(0x02 ‖ salt ‖ canonical JSON of the value), in base64url. */
export function commitment(salt: string, valueText: string, hashes: Hashes): string {
  return hashes.sha256Base64Url(`\x02${salt}${valueText}`);
}

/** The canonical text of an event. Its UTF-8 bytes, after 0x00, hash to its leaf. */
export function canonicalText(event: AuditEvent, eventSalt: string, hashes: Hashes): string {
  const { actor, resource } = event;
  let text = `{"action":"${event.action}","category":"${event.category}"`;
  if (event.categoryWord !== undefined) text += `,"categoryWord":${canonicalString(event.categoryWord)}`;
  text += `,"commitments":${commitmentsText(event, saltsOf(eventSalt, hashes), hashes)}`;
  text += `,"outcome":"${event.outcome}"`;
  if (event.phiFields !== undefined) text += `,"phiFields":${canonicalJson(event.phiFields)}`;
  if (event.purpose !== undefined) text += `,"purpose":${canonicalString(event.purpose)}`;
  if (resource !== undefined) text += `,"resourceType":${canonicalString(resource.type)}`;
  if (event.retention !== undefined) text += `,"retention":{"years":${event.retention.years}}`;
  if (actor.role !== undefined) text += `,"role":${canonicalString(actor.role)}`;
  text += `,"source":{"format":${canonicalString(event.source.format)}`;
  text += `,"system":${canonicalString(event.source.system)}},"v":${event.v}`;
  if (event.verb !== undefined) text += `,"verb":${canonicalString(event.verb)}`;
  if (event.volume !== undefined) text += `,"volume":${canonicalJson(event.volume as JsonValue)}`;
  return `${text},"year":${yearOf(event.occurredAt)}}`;
}

/** SHA-256(0x00 ‖ canonical text): the leaf of the log. 32 bytes. */
export function eventLeafHash(event: AuditEvent, eventSalt: string, hashes: Hashes): Uint8Array {
  return leafHash(canonicalText(event, eventSalt, hashes), hashes);
}

/** The canonical JSON of a group's value; undefined where the event has none. A list of patients has none as a whole. */
export function groupText(event: AuditEvent, group: Group): string | undefined {
  switch (group) {
    case 'time':
      return timeText(event);
    case 'user':
      return userText(event);
    case 'userName':
      return optionalString(event.actor.userName);
    case 'network':
      return networkText(event);
    case 'resource':
      return optionalString(event.resource?.id);
    case 'patients':
      return manifestText(event);
    case 'encounter':
      return optionalString(event.encounterId);
    case 'notes':
      return notesText(event);
  }
}

function commitmentsText(event: AuditEvent, saltOf: SaltOf, hashes: Hashes): string {
  const encounter = optionalString(event.encounterId);
  const network = networkText(event);
  const notes = notesText(event);
  const manifest = manifestText(event);
  const resource = optionalString(event.resource?.id);
  const user = userText(event);
  const userName = optionalString(event.actor.userName);
  const at = groupSaltIndex;
  let text = '{';
  if (encounter !== undefined)
    text += `"encounter":"${commitment(saltOf(at.encounter), encounter, hashes)}",`;
  if (network !== undefined) text += `"network":"${commitment(saltOf(at.network), network, hashes)}",`;
  if (notes !== undefined) text += `"notes":"${commitment(saltOf(at.notes), notes, hashes)}",`;
  if (event.patients.length > 0) text += `"patients":${patientCommitments(event.patients, saltOf, hashes)},`;
  if (manifest !== undefined) text += `"patients":"${commitment(saltOf(at.patients), manifest, hashes)}",`;
  if (resource !== undefined) text += `"resource":"${commitment(saltOf(at.resource), resource, hashes)}",`;
  text += `"time":"${commitment(saltOf(at.time), timeText(event), hashes)}"`;
  if (user !== undefined) text += `,"user":"${commitment(saltOf(at.user), user, hashes)}"`;
  if (userName !== undefined) text += `,"userName":"${commitment(saltOf(at.userName), userName, hashes)}"`;
  return `${text}}`;
}

function patientCommitments(patients: readonly string[], saltOf: SaltOf, hashes: Hashes): string {
  let text = '[';
  for (let place = 0; place < patients.length; place += 1) {
    const value = canonicalString(patients[place] as string);
    if (place > 0) text += ',';
    text += `"${commitment(saltOf(patientSaltIndex(place)), value, hashes)}"`;
  }
  return `${text}]`;
}

function timeText({ id, occurredAt, occurredText, recordedAt, source }: AuditEvent): string {
  let text = `{"id":${canonicalString(id)},"occurredAt":${occurredAt}`;
  if (occurredText !== undefined) text += `,"occurredText":${canonicalString(occurredText)}`;
  if (source.recordId !== undefined) text += `,"recordId":${canonicalString(source.recordId)}`;
  return `${text},"recordedAt":${recordedAt}}`;
}

function userText({ actor }: AuditEvent): string | undefined {
  const { userId, onBehalfOf } = actor;
  if (onBehalfOf === undefined)
    return userId === undefined ? undefined : `{"userId":${canonicalString(userId)}}`;
  const text = `{"onBehalfOf":${canonicalString(onBehalfOf)}`;
  return userId === undefined ? `${text}}` : `${text},"userId":${canonicalString(userId)}}`;
}

function networkText({ network }: AuditEvent): string | undefined {
  if (network === undefined) return undefined;
  // Cutting a first comma off would copy the text, which costs more than asking whether one is due.
  let text = '{';
  if (network.ip !== undefined) text += `"ip":${canonicalString(network.ip)}`;
  if (network.sessionId !== undefined) {
    text += `${text === '{' ? '' : ','}"sessionId":${canonicalString(network.sessionId)}`;
  }
  if (network.userAgent !== undefined) {
    text += `${text === '{' ? '' : ','}"userAgent":${canonicalString(network.userAgent)}`;
  }
  return `${text}}`;
}

function manifestText({ patientManifest }: AuditEvent): string | undefined {
  return patientManifest === undefined ? undefined : canonicalJson(patientManifest);
}

function notesText({ details, justification }: AuditEvent): string | undefined {
  if (details === undefined && justification === undefined) return undefined;
  const members: string[] = [];
  if (details !== undefined) members.push(`"details":${canonicalJson(details as JsonValue)}`);
  if (justification !== undefined) members.push(`"justification":${canonicalString(justification)}`);
  return `{${members.join()}}`;
}

function optionalString(value: string | undefined): string | undefined {
  return value === undefined ? undefined : canonicalString(value);
}
