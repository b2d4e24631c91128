import { z } from 'zod';
import type { JsonObject } from '../../../transparency/canonical-json';
import { ok } from '../../result';
import { details, volume, type AuditEvent, type AuditEventDraft } from '../audit-event';
import { isBoundedJsonObject } from '../bounded-json';
import { actions, categoryOfAction, outcomes, type Action, type Outcome } from '../vocabulary';
import { given, isPatient, occurredText, recordId, typelessId, type SourceFormat } from './source-format';

/**
 * A key as Django has it: a serial number, or text. In the event it is text; text that reads as a serial
 * number is refused, so that each comes back as what it was.
 */
const serial = /^(0|[1-9][0-9]*)$/;
const key = z.union([z.int().nonnegative(), z.string().refine((text) => !serial.test(text))]);

/**
 * Vantrexia's `AuditLog`. The fields are documented; that keys are serial numbers or text, that absence is
 * null, and the members `changes` and `volume` of `details` are our choice.
 */
const columns = z.strictObject({
  id: key,
  timestamp: z.string(),
  user: key.nullable(),
  action: z.enum(actions),
  resource_type: z.string().nullable(),
  resource_id: z.string().nullable(),
  ip_address: z.string().nullable(),
  user_agent: z.string().nullable(),
  details: z.custom<JsonObject>((value) => isBoundedJsonObject(value)).nullable(),
});
const vantrexiaAuditLog = columns.refine(
  (log) => !(log.resource_type === null && log.resource_id !== null),
  typelessId,
);
export type VantrexiaAuditLog = z.infer<typeof vantrexiaAuditLog>;

export const vantrexia: SourceFormat<VantrexiaAuditLog> = {
  record: vantrexiaAuditLog,
  timeOf: ({ timestamp }) => timestamp,
  toDraft: (log, time) => ({
    ...time,
    ...fromDetails(log.details),
    category: categoryOfAction[log.action],
    action: log.action,
    actor: { userId: log.user === null ? undefined : String(log.user) },
    resource:
      log.resource_type === null ? undefined : { type: log.resource_type, id: given(log.resource_id) },
    patients: isPatient(log.resource_type ?? '') && log.resource_id !== null ? [log.resource_id] : [],
    network: { ip: given(log.ip_address), userAgent: given(log.user_agent) },
    outcome: told(log.details).data ?? impliedBy(log.action),
    source: { system: 'vantrexia', format: 'vantrexia', recordId: String(log.id) },
  }),
  fromEvent: (event) =>
    ok({
      id: keyOf(recordId(event)),
      timestamp: occurredText(event),
      user: event.actor.userId === undefined ? null : keyOf(event.actor.userId),
      action: event.action,
      resource_type: event.resource?.type ?? null,
      resource_id: event.resource?.id ?? null,
      ip_address: event.network?.ip ?? null,
      user_agent: event.network?.userAgent ?? null,
      details: toDetails(event),
    }),
};

/** What the action says by itself. Where an event of ours went otherwise, `details` says so. */
function impliedBy(action: Action): Outcome {
  return action === 'FAILED_LOGIN' ? 'failure' : 'success';
}

const told = (found: JsonObject | null) => z.enum(outcomes).safeParse(found?.['outcome']);

function keyOf(text: string): number | string {
  return serial.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : text;
}

/** `{field: {old, new}}`, sealed values or null. */
const changesOfDetails = z.record(
  z.string(),
  z.strictObject({ old: z.string().nullable(), new: z.string().nullable() }),
);
const changesOfEvent = details.shape.changes.unwrap();

function fromChanges(found: unknown): z.infer<typeof changesOfEvent> | undefined {
  const changes = changesOfDetails.safeParse(found);
  if (!changes.success) return undefined;
  const list = Object.entries(changes.data).map(([field, { old, new: now }]) => ({
    field,
    ...(old !== null && { old }),
    ...(now !== null && { new: now }),
  }));
  return changesOfEvent.safeParse(list).data;
}

/** What we know of `details` goes to its place in the event; all else stays as it is, under `meta`. */
function fromDetails(found: JsonObject | null): Pick<AuditEventDraft, 'details' | 'volume'> {
  if (found === null) return {};
  const { changes, volume: amount, outcome: went, ...rest } = found;
  const knownChanges = fromChanges(changes);
  const knownVolume = volume.safeParse(amount);
  const meta: JsonObject = {
    ...rest,
    ...(went !== undefined && !told(found).success && { outcome: went }),
    ...(changes !== undefined && knownChanges === undefined && { changes }),
    ...(amount !== undefined && !knownVolume.success && { volume: amount }),
  };
  const hasMeta = Object.keys(meta).length > 0;
  return {
    volume: knownVolume.success ? knownVolume.data : undefined,
    // An empty object is kept apart from none at all.
    details:
      hasMeta || knownChanges !== undefined || Object.keys(found).length === 0
        ? { ...(knownChanges !== undefined && { changes: knownChanges }), ...(hasMeta && { meta }) }
        : undefined,
  };
}

function toDetails({ action, outcome: went, details: found, volume: amount }: AuditEvent): JsonObject | null {
  const isOtherwise = went !== impliedBy(action);
  if (found === undefined && amount === undefined && !isOtherwise) return null;
  const changes = found?.changes?.map(({ field, old, new: now }) => [
    field,
    { old: old ?? null, new: now ?? null },
  ]);
  return {
    ...found?.meta,
    ...(isOtherwise && { outcome: went }),
    ...(changes !== undefined && { changes: Object.fromEntries(changes) as JsonObject }),
    ...(amount !== undefined && { volume: amount as JsonObject }),
  };
}
