import { sql } from 'kysely';
import type { Practice } from '../../shared/contract/platform/auth';
import type { AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { err, ok, type Refusal, type Result } from '../../shared/domain/result';
import { loadHistory } from '../audit/history';
import type { LogKey } from '../audit/log-key';
import type { Clock } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import { makeFirstKeys, sealingKeys, type ServiceKey } from '../phi/data-keys';
import type { Planted } from './floor';
import { daysOf } from './happenings';
import { expectedEvents } from './misuse/plant';
import type { Person } from './people';
import { source } from './sessions';
import { insertRows, storeOutcome, storeWorld } from './store';
import { worldOf, type World, type PracticeSize } from './world';

export type { PracticeSize } from './world';

export interface PracticeParts {
  /** Up to date, and without practice, accounts or events. */
  db: Database;
  key: LogKey;
  /** What is written down of patients is sealed under it. */
  phiKey: ServiceKey;
  clock: Clock;
  /** Its row is written here, in the same transaction as all the rest. */
  practice: Practice;
  size: PracticeSize;
  /** Events placed so far, of about how many. */
  progress(done: number, total: number, what: string): void;
  signal?: AbortSignal | undefined;
}

/**
 * Fills an empty database with a practice in which nobody exists: the same size, seed, time and zone give the
 * same one. One transaction: when it fails, is stopped or killed, nothing is there and it can be made again.
 * `denied`: the practice is not marked synthetic; `conflict`: the log is not empty; `cancelled`: by the
 * signal. Throws what the database throws.
 */
export async function makeSyntheticPractice(parts: PracticeParts): Promise<Result<void>> {
  if (!parts.practice.synthetic) return notSynthetic;
  const world = worldOf(parts.size, parts.practice.timeZone, parts.clock());
  try {
    await parts.db.transaction().execute((transaction) => fill(transaction, world, parts));
    return ok(undefined);
  } catch (error) {
    if (error instanceof Refused) return error.refusal;
    throw error;
  }
}

/** Rolls the transaction back. */
class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

async function fill(transaction: DatabaseTransaction, world: World, parts: PracticeParts): Promise<void> {
  const { practice, key, signal } = parts;
  const total = expectedEvents(world) + 1;
  const progress = (done: number) => {
    parts.progress(Math.min(done, total), total, 'Making the synthetic practice');
  };
  progress(0);
  // An index of a million entries is built for longer than a request may take; only the owner's bulk load is.
  await sql`select set_config('statement_timeout', '0', true)`.execute(transaction);
  await makeFirstKeys(transaction, parts.phiKey, world.now);
  const keys = await sealingKeys(transaction, parts.phiKey);
  await storeWorld(transaction, world, practice, keys);

  const lastSeen = new Map<Person, number>();
  const truth: ({ seq: number } & Planted)[] = [];
  const random = world.random.fork('log');
  const loaded = await loadHistory(transaction, groups(), {
    key,
    fresh: (bytes) => random.bytes(bytes),
    placed: progress,
    signal,
  });
  if (!loaded.ok) throw new Refused(loaded);
  await storeOutcome(transaction, world, lastSeen, truth, keys);
  // The planner would take every table for an empty one; a server's own upkeep comes minutes later.
  await sql`analyze`.execute(transaction);
  progress(total);

  /** Everything that happened, a day at a time; what else the day adds is stored before its events. */
  async function* groups(): AsyncGenerator<AuditEventDraft[]> {
    yield [firstEvent(practice, world.calendar.at(world.firstDay, 0))];
    let seq = 1;
    for (const { events, appointments, encounters, shifts } of daysOf(world)) {
      await insertRows(transaction, 'appointment', appointments);
      await insertRows(transaction, 'encounter', encounters);
      await insertRows(transaction, 'shift', shifts);
      for (const { person, draft, planted } of events) {
        if (draft.action === 'LOGIN') lastSeen.set(person, draft.occurredAt);
        if (planted !== null) truth.push({ seq, ...planted });
        seq += 1;
      }
      yield events.map(({ draft }) => draft);
    }
  }
}

function firstEvent({ practiceId }: Practice, occurredAt: number): AuditEventDraft {
  return {
    occurredAt,
    category: 'system',
    action: 'CREATE',
    verb: 'PRACTICE_CREATED',
    actor: {},
    resource: { type: 'Practice', id: practiceId },
    patients: [],
    outcome: 'success',
    source,
  };
}

const notSynthetic = err(
  'denied',
  'Only a practice that is marked synthetic is filled with made-up people; nothing was changed.',
  'Choose the synthetic practice to try Wardkeeper out.',
);
