import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../src/shared/domain/audit-event/audit-event';
import { uuidV7 } from '../../src/shared/domain/audit-event/uuid-v7';
import { categoryOfAction, type Action } from '../../src/shared/domain/audit-event/vocabulary';
import { numbers } from '../integration/vault/a-trail';

/**
 * The trail of a large practice over a year: few people do most (zipf 0.9 over 400), patients come evenly (zipf 0.6
 * over 60,000), days have their hours, and one event in forty carries a sentence that somebody wrote.
 */

export const FIRST_DAY = 1_767_225_600_000_000; // 2026-01-01
export const DAY = 86_400_000_000;
const DAYS = 365;
const USERS = 400;
const PATIENTS = 60_000;

/** What was done how often, of a thousand. */
const doings: readonly [share: number, action: Action, verb: string | undefined, thing: string][] = [
  [560, 'READ', undefined, 'Patient'],
  [90, 'READ', 'STUDY_VIEWED', 'Study'],
  [60, 'READ', 'SEARCHED', 'Patient'],
  [130, 'UPDATE', undefined, 'clinical_notes'],
  [60, 'CREATE', undefined, 'encounters'],
  [40, 'LOGIN', undefined, 'Session'],
  [30, 'LOGOUT', undefined, 'Session'],
  [12, 'CREATE', 'C-STORE', 'Study'],
  [8, 'EXPORT', 'RECORDS_EXPORTED', 'Patient'],
  [6, 'FAILED_LOGIN', undefined, 'Session'],
  [3, 'DELETE', undefined, 'prescriptions'],
  [1, 'UPDATE', 'MFA_RESET', 'User'],
];

export const vocabulary = (
  'insurance question callback referral billing review requested pharmacy refill urgent covering colleague ' +
  'emergency allergy checked family asked result pending transfer records signed corrected duplicate merged'
).split(' ');

/** Hours of a day by how much is done in them. */
const busyness = [1, 1, 1, 1, 1, 2, 8, 30, 60, 70, 72, 66, 44, 62, 70, 66, 50, 24, 10, 6, 4, 3, 2, 1];

export interface PracticeEvents {
  /** The next events, in the order of the log. */
  take(count: number): AuditEvent[];
  user(): string;
  patient(): string;
  address(): string;
  below(limit: number): number;
}

export function practiceEvents(rows: number, seed: number): PracticeEvents {
  const next = numbers(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const user = zipf(USERS, 0.9, next);
  const patient = zipf(PATIENTS, 0.6, next);
  const doing = weighted(
    doings.map(([share]) => share),
    next,
  );
  const hour = weighted(busyness, next);
  const encountersADay = Math.ceil(rows / DAYS / 6);
  let made = 0;

  const address = (of: number) => `10.1.${of % 20}.${(of * 7) % 250}`;
  const sentence = () =>
    Array.from({ length: 3 + below(6) }, () => vocabulary[below(vocabulary.length)]).join(' ');

  function event(): AuditEvent {
    const [, action, verb, thing] = doings[doing()] as (typeof doings)[number];
    // The day by place, the hour by chance: the log is a little out of order, as real ones are.
    const day = Math.floor((made / rows) * DAYS);
    const occurredAt = FIRST_DAY + day * DAY + hour() * 3_600_000_000 + below(3_600_000_000);
    const recordedAt = FIRST_DAY + Math.floor((made / rows) * DAYS * DAY) + DAY;
    made += 1;
    const who = user();
    const about =
      action === 'LOGIN' || action === 'LOGOUT' || action === 'FAILED_LOGIN' ? null : patientId(patient());
    const random = Buffer.alloc(10);
    for (let i = 0; i < 10; i += 1) random[i] = below(256);
    const denied = below(50) === 0;
    return {
      v: 1,
      id: uuidV7(Math.floor(recordedAt / 1000), random),
      occurredAt,
      recordedAt,
      category:
        verb === 'MFA_RESET' ? 'administration' : thing === 'Study' ? 'imaging' : categoryOfAction[action],
      action,
      ...(verb !== undefined && { verb }),
      actor: { userId: userId(who), userName: `person.${who}`, role: who % 3 === 0 ? 'provider' : 'nurse' },
      patients: about === null ? [] : [about],
      resource: { type: thing, id: about ?? `session-${who}-${day}` },
      ...(about !== null && {
        phiFields: ['demographics', 'medications'],
        purpose: 'treatment',
        encounterId: `enc-${day}-${patientNumber(about) % encountersADay}`,
      }),
      ...(below(40) === 0 && { justification: sentence() }),
      network: {
        ip: address(who * 2 + below(2)),
        userAgent: `Wardkeeper/0.1 (station ${who % 300})`,
        sessionId: `s-${who}-${day}`,
      },
      ...(action === 'EXPORT' && { volume: { records: below(500), bytes: below(50_000_000) } }),
      outcome: action === 'FAILED_LOGIN' ? 'failure' : denied ? 'denied' : 'success',
      ...(below(4) === 0 && {
        details: { meta: { station: `desk-${who % 40}`, durationMs: below(100_000) } },
      }),
      source: { system: 'wardkeeper', format: 'wardkeeper' },
    };
  }

  return {
    take: (count) => {
      // A log is in the order of its own clock; the events of one batch are sorted by theirs.
      const events = Array.from({ length: count }, event);
      return events.sort((a, b) => a.occurredAt - b.occurredAt);
    },
    user: () => userId(user()),
    patient: () => patientId(patient()),
    address: () => address(user() * 2 + below(2)),
    below,
  };
}

function userId(n: number): string {
  return `019a0000-0000-7000-8000-${String(n).padStart(12, '0')}`;
}

function patientId(n: number): string {
  return `019b0000-0000-7000-8000-${createHash('md5').update(String(n)).digest('hex').slice(0, 6)}${String(n).padStart(6, '0')}`;
}

function patientNumber(id: string): number {
  return Number(id.slice(-6));
}

/** Numbers from 0 on, the n-th with a weight of n^-s. */
function zipf(count: number, s: number, next: () => number): () => number {
  return weighted(
    Array.from({ length: count }, (_, i) => (i + 1) ** -s),
    next,
  );
}

function weighted(weights: readonly number[], next: () => number): () => number {
  const sums: number[] = [];
  let sum = 0;
  for (const weight of weights) sums.push((sum += weight));
  return () => {
    const at = next() * sum;
    let low = 0;
    let high = sums.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((sums[middle] as number) > at) high = middle;
      else low = middle + 1;
    }
    return low;
  };
}
