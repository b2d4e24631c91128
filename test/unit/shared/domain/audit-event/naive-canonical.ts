import { createHash } from 'node:crypto';

/**
 * The canonical event once more, as plainly as can be, from build/decisions/canonical-event.md alone. It
 * shares no code with the source, so that both would have to be wrong in the same way.
 */

type Json = null | boolean | number | string | Json[] | { [key: string]: Json | undefined };

export interface PlainEvent {
  [key: string]: unknown;
}

export function plainCanonical(event: PlainEvent, eventSalt: string) {
  const get = (path: string): Json | undefined =>
    path
      .split('.')
      .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], event) as
      Json | undefined;
  const salt = (i: number): string => {
    const pair = digest('\u0003', eventSalt, String(Math.floor(i / 2))).toString('hex');
    return i % 2 === 0 ? pair.slice(0, 32) : pair.slice(32, 64);
  };
  const commit = (i: number, value: Json | undefined): string | undefined =>
    value === undefined ? undefined : digest('\u0002', salt(i), jcs(value)).toString('base64url');
  const group = (members: Record<string, Json | undefined>): Json | undefined =>
    Object.values(members).some((member) => member !== undefined) ? members : undefined;

  const patients = get('patients') as string[];
  const document: Json = {
    v: get('v'),
    year: Number(new Date((get('occurredAt') as number) / 1000).toISOString().slice(0, 4)),
    category: get('category'),
    categoryWord: get('categoryWord'),
    action: get('action'),
    verb: get('verb'),
    role: get('actor.role'),
    resourceType: get('resource.type'),
    phiFields: get('phiFields'),
    purpose: get('purpose'),
    outcome: get('outcome'),
    volume: get('volume'),
    retention: get('retention'),
    source: { system: get('source.system'), format: get('source.format') },
    commitments: {
      time: commit(0, {
        id: get('id'),
        occurredAt: get('occurredAt'),
        occurredText: get('occurredText'),
        recordId: get('source.recordId'),
        recordedAt: get('recordedAt'),
      }),
      user: commit(1, group({ userId: get('actor.userId'), onBehalfOf: get('actor.onBehalfOf') })),
      userName: commit(2, get('actor.userName')),
      network: commit(3, get('network')),
      resource: commit(4, get('resource.id')),
      patients:
        patients.length > 0
          ? patients.map((patient, place) => commit(place === 0 ? 5 : 7 + place, patient) as string)
          : commit(5, get('patientManifest')),
      encounter: commit(6, get('encounterId')),
      notes: commit(7, group({ justification: get('justification'), details: get('details') })),
    },
  };
  const text = jcs(document);
  return { text, commitments: document.commitments, leaf: digest('\u0000', text).toString('hex') };
}

function digest(...parts: string[]): Buffer {
  return createHash('sha256')
    .update(Buffer.from(parts.join(''), 'utf8'))
    .digest();
}

function jcs(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(jcs).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter((entry): entry is [string, Json] => entry[1] !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, member]) => `${JSON.stringify(key)}:${jcs(member)}`).join(',')}}`;
}
