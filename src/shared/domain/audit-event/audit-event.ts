import { z } from 'zod';
import type { JsonObject } from '../../transparency/canonical-json';
import { isBoundedJsonObject, isStorableText, jsonLimits } from './bounded-json';
import { parseInstant } from './instant';
import { actions, breakGlass, categories, outcomes } from './vocabulary';

/**
 * The audit event: a superset of the records of the four source formats (build/decisions/canonical-event.md).
 * The format is frozen: any change to what is hashed is a new `v`.
 */
export const eventVersion = 1;

/** Text as written by people and programs, within `max` UTF-16 units; may be empty unless `min` says otherwise. */
function text(max: number, min = 0) {
  return z.string().min(min).max(max).refine(isStorableText, 'Text must be well-formed and without U+0000');
}

/**
 * A word of a vocabulary: names of kinds, never of people. It stands in clear in de-identified evidence, so
 * marks that values bring along (line breaks, quotes, @) are refused.
 */
function word(max: number) {
  return z
    .string()
    .max(max)
    .regex(/^[\p{L}\p{N}_][\p{L}\p{N} _.:/()[\]#+&,*-]*$/u);
}

const id = text(256, 1);
const micros = z.int().nonnegative();
const count = z.int().nonnegative();
/** A ciphertext in whatever envelope sealed it; opaque here. */
const sealed = text(jsonLimits.string, 1);
const sha256Hex = z.string().regex(/^[0-9a-f]{64}$/);

export const actor = z.strictObject({
  /** Absent where nobody was known: a sign-in with an unknown name, a service starting. */
  userId: id.optional(),
  userName: text(256, 1).optional(),
  role: word(64).optional(),
  /** The user id of the person for whom it was done. */
  onBehalfOf: id.optional(),
});

export const patientManifest = z.strictObject({
  count,
  /** SHA-256 of the list in clear (patient-manifest.ts), in hex. */
  sha256: sha256Hex,
  sealed,
});

export const change = z.strictObject({
  field: text(200, 1).refine((field) => field !== '__proto__'),
  old: sealed.optional(),
  new: sealed.optional(),
});

export const details = z
  .strictObject({
    changes: z
      .array(change)
      .min(1)
      .max(100)
      .refine((changes) => isUnique(changes.map(({ field }) => field)), 'Each field changes once')
      .optional(),
    /** Anything else, as the source gave it. */
    meta: z
      .custom<JsonObject>((value) => isBoundedJsonObject(value), 'Not a JSON object within the limits')
      .optional(),
  })
  // `meta` lies one level deeper; the limits of text and values hold for all of it together.
  .refine((found): boolean => isBoundedJsonObject(found, jsonLimits.depth + 1), 'Too much for one event');

export const network = z
  .strictObject({
    ip: text(64, 1).optional(),
    userAgent: text(2048).optional(),
    sessionId: id.optional(),
  })
  .refine(isNotEmpty, 'Leave an empty group out');

export const volume = z
  .strictObject({ records: count.optional(), bytes: count.optional() })
  .refine(isNotEmpty, 'Leave an empty group out');

export const patientId = text(128, 1);
export const maxPatients = 100;

const draftShape = {
  occurredAt: micros,
  /** The source's own text, where formatInstant(occurredAt) is not identical with it. */
  occurredText: text(64, 1).optional(),
  category: z.enum(categories),
  /** The source's own word for the category. */
  categoryWord: word(64).optional(),
  action: z.enum(actions),
  /** The source's own word for what was done, where the action does not say it. */
  verb: word(64).optional(),
  actor,
  resource: z.strictObject({ type: word(100), id: id.optional() }).optional(),
  /** Whom it concerns; more than 100 stand in a manifest. */
  patients: z.array(patientId).max(maxPatients).refine(isUnique, 'Each patient is named once'),
  patientManifest: patientManifest.optional(),
  encounterId: id.optional(),
  /** Names of PHI fields touched, never their values. Absent: not recorded; empty: none. */
  phiFields: z.array(word(100)).max(200).optional(),
  purpose: word(64).optional(),
  justification: text(4096).optional(),
  network: network.optional(),
  volume: volume.optional(),
  outcome: z.enum(outcomes),
  details: details.optional(),
  retention: z.strictObject({ years: z.int().min(1).max(100) }).optional(),
  source: z.strictObject({
    /** The product that it happened in; never the name of a site. */
    system: word(64),
    /** The record format that it was read from. */
    format: word(64),
    /** The id of the record at its source. */
    recordId: id.optional(),
  }),
};

const recordedShape = {
  v: z.literal(eventVersion),
  /** UUIDv7 (RFC 9562, section 5.7), lower case. */
  id: z.string().regex(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
  /** The log's clock; it never decreases along the log. */
  recordedAt: micros,
};

/** The parts of an event, for formats that hold it in another shape. */
export const auditEventParts = { ...draftShape, ...recordedShape };

/** What a caller or an importer gives. Times are integer microseconds since the Unix epoch, UTC. */
export const auditEventDraft = z.strictObject(draftShape).superRefine(checkRules);
export type AuditEventDraft = z.infer<typeof auditEventDraft>;

/** What the log keeps. `seq`, the leaf index, and the salt are stored beside it and are no part of it. */
export const auditEvent = z.strictObject(auditEventParts).superRefine(checkRules);
export type AuditEvent = z.infer<typeof auditEvent>;

/** The event of a draft, once the log has taken it in. `recordedAt` in microseconds. */
export function recordEvent(draft: AuditEventDraft, id: string, recordedAt: number): AuditEvent {
  return { ...draft, v: eventVersion, id, recordedAt };
}

/** How many patients it concerns, a manifest counted. */
export function patientCount(event: Pick<AuditEventDraft, 'patients' | 'patientManifest'>): number {
  return event.patientManifest?.count ?? event.patients.length;
}

function checkRules(event: z.infer<z.ZodObject<typeof draftShape>>, context: z.RefinementCtx): void {
  const refuse = (path: string, message: string) => {
    context.addIssue({ code: 'custom', path: [path], message });
  };
  if (event.purpose === breakGlass && (event.justification ?? '').trim() === '') {
    refuse('justification', 'Break-glass access needs a justification');
  }
  if (event.patientManifest !== undefined && event.patients.length > 0) {
    refuse('patients', 'Patients stand in a list or in a manifest, not in both');
  }
  if (event.occurredText !== undefined) {
    const read = parseInstant(event.occurredText);
    if (!read.ok || read.value.text === undefined || read.value.micros !== event.occurredAt) {
      refuse('occurredText', 'The text must name the instant, in another form than our own');
    }
  }
}

function isUnique(items: readonly string[]): boolean {
  return new Set(items).size === items.length;
}

function isNotEmpty(group: object): boolean {
  return Object.values(group).some((value) => value !== undefined);
}
