import { z } from 'zod';
import { canonicalJson, canonicalString, type JsonValue } from '../../transparency/canonical-json';
import type { Hashes } from '../../transparency/hashes';
import { leafHash } from '../../transparency/merkle-hash';
import { err, ok, type Result } from '../result';
import {
  actor,
  auditEventParts,
  details,
  eventVersion,
  maxPatients,
  network,
  patientId,
  patientManifest,
  volume,
  type AuditEvent,
} from './audit-event';
import {
  canonicalText,
  commitment,
  groupSaltIndex,
  groupText,
  patientSaltIndex,
  saltsOf,
  type Group,
} from './canonical';
import { yearOf } from './instant';

/**
 * An event shown in part: its canonical document, and the salts and values of the groups that are opened.
 * Whatever is not opened stays a commitment; the leaf hash is that of the whole event all the same.
 */

const commitmentText = z.string().regex(/^[A-Za-z0-9_-]{43}$/);
const saltText = z.string().regex(/^[0-9a-f]{32}$/);
const parts = auditEventParts;

const canonicalDocument = z.strictObject({
  v: z.literal(eventVersion),
  year: z.int(),
  category: parts.category,
  categoryWord: parts.categoryWord,
  action: parts.action,
  verb: parts.verb,
  role: actor.shape.role,
  resourceType: parts.resource.unwrap().shape.type.optional(),
  phiFields: parts.phiFields,
  purpose: parts.purpose,
  outcome: parts.outcome,
  volume: volume.optional(),
  retention: parts.retention,
  source: parts.source.omit({ recordId: true }),
  commitments: z.strictObject({
    time: commitmentText,
    user: commitmentText.optional(),
    userName: commitmentText.optional(),
    network: commitmentText.optional(),
    resource: commitmentText.optional(),
    /** One for each patient, or one for a manifest. */
    patients: z.union([z.array(commitmentText).min(1).max(maxPatients), commitmentText]).optional(),
    encounter: commitmentText.optional(),
    notes: commitmentText.optional(),
  }),
});
export type CanonicalDocument = z.infer<typeof canonicalDocument>;

function opening<T extends z.ZodType>(value: T) {
  return z.strictObject({ salt: saltText, value }).optional();
}

const openings = z.strictObject({
  time: opening(
    z.strictObject({
      id: parts.id,
      occurredAt: parts.occurredAt,
      occurredText: parts.occurredText,
      recordId: parts.source.shape.recordId,
      recordedAt: parts.recordedAt,
    }),
  ),
  user: opening(actor.pick({ userId: true, onBehalfOf: true })),
  userName: opening(actor.shape.userName.unwrap()),
  network: opening(network),
  resource: opening(parts.resource.unwrap().shape.id.unwrap()),
  manifest: opening(patientManifest),
  /** `place`: where the patient stands among the commitments, from 0. */
  patients: z
    .array(z.strictObject({ place: z.int().nonnegative(), salt: saltText, value: patientId }))
    .max(maxPatients)
    .optional(),
  encounter: opening(parts.encounterId.unwrap()),
  notes: opening(z.strictObject({ details: details.optional(), justification: parts.justification })),
});
export type Openings = z.infer<typeof openings>;

export const redactedEventFormat = 'wardkeeper-event/1';
export const redactedEvent = z.strictObject({
  format: z.literal(redactedEventFormat),
  document: canonicalDocument,
  openings,
});
export type RedactedEvent = z.infer<typeof redactedEvent>;

/** What to open. Nothing named: nothing opened. */
export interface Show {
  groups?: readonly Exclude<Group, 'patients'>[];
  /** Ids of patients in the event's list, each opened apart from the others. */
  patients?: readonly string[];
  /** Opens the manifest: count and hash of its list, and the list as sealed. */
  manifest?: boolean;
}

/** The event with only the chosen groups readable. Groups that it does not have are passed over. */
export function redactEvent(
  event: AuditEvent,
  eventSalt: string,
  show: Show,
  hashes: Hashes,
): Result<RedactedEvent> {
  const saltOf = saltsOf(eventSalt, hashes);
  const opened: Record<string, unknown> = {};
  for (const group of show.groups ?? []) {
    const text = groupText(event, group);
    if (text !== undefined)
      opened[group] = { salt: saltOf(groupSaltIndex[group]), value: JSON.parse(text) as JsonValue };
  }
  if (show.manifest === true && event.patientManifest !== undefined) {
    opened.manifest = { salt: saltOf(groupSaltIndex.patients), value: event.patientManifest };
  }
  if (show.patients !== undefined) {
    const places = show.patients.map((patient) => event.patients.indexOf(patient));
    if (places.includes(-1)) {
      return err('not-found', 'The event does not name this patient.', 'Choose among its patients.');
    }
    opened.patients = places.map((place) => ({
      place,
      salt: saltOf(patientSaltIndex(place)),
      value: event.patients[place],
    }));
  }
  return ok({
    format: redactedEventFormat,
    document: JSON.parse(canonicalText(event, eventSalt, hashes)) as CanonicalDocument,
    openings: opened,
  });
}

/** What a redacted event shows, once it is proved to be that event. */
export interface Shown {
  /** The leaf of the whole event, 32 bytes: to be proved in the log. */
  leafHash: Uint8Array;
  document: CanonicalDocument;
  openings: Openings;
}

/**
 * Checks that every opened value is the one that the document commits to, and gives the leaf hash of the
 * document. That the leaf is in a log is for an inclusion proof to show. The refusal names what does not match.
 */
export function verifyRedactedEvent(candidate: unknown, hashes: Hashes): Result<Shown> {
  const read = redactedEvent.safeParse(candidate);
  if (!read.success) {
    return err('invalid-request', 'This is not an event shown in part.', 'Ask for the file again.');
  }
  const { document, openings: opened } = read.data;
  const { commitments } = document;
  const { patients: openedPatients, manifest, ...groups } = opened;

  for (const [group, found] of Object.entries(groups) as [keyof typeof groups, AnyOpening | undefined][]) {
    if (found !== undefined && commitments[group] !== commit(found, hashes)) return mismatch(group);
  }
  if (manifest !== undefined && commitments.patients !== commit(manifest, hashes))
    return mismatch('manifest');
  for (const patient of openedPatients ?? []) {
    const committed = Array.isArray(commitments.patients) ? commitments.patients[patient.place] : undefined;
    if (committed !== commitment(patient.salt, canonicalString(patient.value), hashes))
      return mismatch('patients');
  }
  if (groups.time !== undefined && yearOf(groups.time.value.occurredAt) !== document.year)
    return mismatch('year');
  return ok({ leafHash: leafHash(canonicalJson(document as JsonValue), hashes), document, openings: opened });
}

interface AnyOpening {
  salt: string;
  value: unknown;
}

function commit(found: AnyOpening, hashes: Hashes): string {
  return commitment(found.salt, canonicalJson(found.value as JsonValue), hashes);
}

function mismatch(part: string): Result<never> {
  return err(
    'damaged',
    `What is shown as ${part} is not what the event holds.`,
    'Keep the file as evidence and ask for the event again.',
  );
}
