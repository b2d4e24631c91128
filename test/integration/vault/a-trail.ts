import { createHash } from 'node:crypto';
import { uuidV7 } from '../../../src/shared/domain/audit-event/uuid-v7';
import type { AuditEvent } from '../../../src/shared/domain/audit-event/audit-event';
import { actions, categories, outcomes } from '../../../src/shared/domain/audit-event/vocabulary';
import { packCompleted } from '../../../src/vault/store/column-chunks';
import type { WritableDb } from '../../../src/vault/store/db';
import type { WritableDictionary } from '../../../src/vault/store/dictionary';
import { insertEvent } from '../../../src/vault/store/events';
import { sql } from '../../../src/vault/store/sql';

/** Keeps events in one transaction as receiving does, but for the hashes: what is searched does not depend on them. */
export function keepEvents(
  db: WritableDb,
  dictionary: WritableDictionary,
  firstSeq: number,
  events: readonly AuditEvent[],
): void {
  const nothing = new Uint8Array(32);
  db.transaction(() => {
    for (const [i, event] of events.entries()) {
      insertEvent(db, dictionary, { seq: firstSeq + i, event, leafHash: nothing }, nothing.subarray(0, 16));
    }
    const size = firstSeq + events.length;
    packCompleted(db, firstSeq, size);
    db.run(sql`UPDATE tree SET size = ${size}`);
  });
}

export const FIRST = 1_794_700_000_000_000;
export const HOUR = 3_600_000_000;

export const users = ['vera', 'anna', 'bo', 'cy', 'di', 'ed'].map(userId);
export const patients = Array.from({ length: 30 }, (_, i) => `patient-${i}`);
export const addresses = ['10.0.0.1', '10.0.0.2', '2001:db8::1'];
const notes = ['Insurance question', 'insured elsewhere', 'Café visit', 'called back', 'in a hurry'];
const verbs = ['STUDY_VIEWED', 'C-STORE', 'MFA_ENABLED', undefined, undefined];
const kindsOfThings = ['Patient', 'BillingRecord', 'User', 'clinical_notes'];

export function userId(name: string): string {
  return `019a0000-0000-7000-8000-${createHash('sha256').update(name).digest('hex').slice(0, 12)}`;
}

/** Events of few people, patients and words, so that every filter finds some; the same for the same seed. */
export function randomEvents(count: number, seed: number): AuditEvent[] {
  const next = numbers(seed);
  const below = (limit: number) => Math.floor(next() * limit);
  const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
  const rarely = () => next() < 0.05;
  let recordedAt = FIRST;
  return Array.from({ length: count }, (_, i): AuditEvent => {
    recordedAt += below(2 * 120_000_000);
    // Most are recorded at once, some were waiting for hours, a few are from another time altogether.
    const late = rarely() ? below(60 * HOUR) : below(1_000_000);
    const occurredAt = next() < 0.001 ? below(recordedAt) : recordedAt - late;
    const concerned = rarely() ? 3 : below(3) === 0 ? 0 : 1;
    const whom = new Set(Array.from({ length: concerned }, () => one(patients)));
    const verb = one(verbs);
    const who = below(8);
    return {
      v: 1,
      id: uuidV7(
        Math.floor(recordedAt / 1000),
        createHash('sha256').update(`${seed} ${i}`).digest().subarray(0, 10),
      ),
      occurredAt,
      recordedAt,
      category: one(categories),
      action: one(actions),
      ...(verb !== undefined && { verb }),
      actor: who < users.length ? { userId: users[who], userName: `user.${who}` } : {},
      patients: [...whom],
      ...(below(2) === 0 && { resource: { type: one(kindsOfThings), id: `MRN-${i % 500}` } }),
      ...(rarely() && { justification: `${one(notes)}, ${one(notes)}` }),
      ...(rarely() && { details: { meta: { visit: { note: one(notes) }, station: 'insurance desk' } } }),
      ...(rarely() && { purpose: 'break-glass', justification: one(notes) }),
      ...(below(4) > 0 && { network: { ip: one(addresses), sessionId: `s-${i >> 6}` } }),
      outcome: one(outcomes),
      source: { system: 'wardkeeper', format: 'wardkeeper' },
    };
  });
}

/** Numbers from 0 up to 1, the same for the same seed (mulberry32, public domain). */
export function numbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
