import { randomUUID } from 'node:crypto';
import type { Practice } from '../../shared/contract/platform/auth';
import { err, ok, type Result } from '../../shared/domain/result';
import type { Acts } from '../audit/act';
import { systemDraft } from '../audit/draft';
import { openHead } from '../audit/head';
import { logKeyFrom, type LogKey } from '../audit/log-key';
import type { Clock } from '../clock';
import type { Database } from '../database/schema';
import { hasKeys, leaveOlderKeys, makeFirstKeys, opensDataKeys } from '../phi/data-keys';
import { serviceKey, type ServiceKey } from '../phi/data-keys';
import { sealClear } from '../phi/key-care';
import { makeSyntheticPractice, type PracticeSize } from '../synthetic/make-practice';
import { serviceChange } from './service-change';

export interface BeginSettings {
  /** 32-byte Ed25519 seed in base64url. */
  logKey: string;
  /** What patient data is sealed under in the end: 32 bytes in base64url. */
  phiKey: string;
  /** What it replaced: what is still wrapped under them is wrapped anew at the start. */
  olderPhiKeys?: readonly string[];
  /** Given to an empty database. */
  practice: { name: string; timeZone: string; synthetic: boolean };
  /** What an empty database of a synthetic practice is filled with; null leaves it empty. */
  synthetic?: PracticeSize | null;
  clock: Clock;
  /** Filling an empty database: events placed so far, of about how many. */
  progress?: (done: number, total: number, what: string) => void;
  /** Stops a start that is still filling the database. */
  signal?: AbortSignal;
}

/** Whose database it is, and the keys that fit it. */
export interface Begun {
  practice: Practice;
  /** What the log and its tokens call themselves. */
  origin: string;
  logKey: LogKey;
  phiKey: ServiceKey;
}

/**
 * Brings a database whose schema is up to date to where it can be served: fills an empty one, holds log and keys
 * against each other, records the start, and seals what still stands in clear.
 */
export async function begin(db: Database, acts: Acts, settings: BeginSettings): Promise<Result<Begun>> {
  const { clock } = settings;
  const found = await findPractice(db);
  const practice = found ?? { practiceId: randomUUID(), ...settings.practice };
  const phiKey = serviceKey(settings.phiKey, practice.practiceId, settings.olderPhiKeys);
  const origin = `wardkeeper/${practice.practiceId}`;
  const logKey = logKeyFrom(settings.logKey, origin);
  const size = found === null && practice.synthetic ? (settings.synthetic ?? null) : null;
  if (size !== null) {
    const { progress = () => undefined, signal } = settings;
    const parts = { db, key: logKey, phiKey, clock, practice, size, progress, signal };
    const made = await makeSyntheticPractice(parts);
    if (!made.ok) return made;
  }
  const head = await checkHead(db, logKey);
  if (!head.ok) return head;
  const isStopped = () => settings.signal?.aborted === true;
  if (isStopped()) return stopped;
  const newPractice = found === null && size === null ? practice : null;
  const fitting = await checkPhiKey(db, phiKey);
  if (!fitting.ok) return fitting;
  await recordStart(acts, newPractice, found !== null, phiKey, clock);
  await sealClear({ db, acts, clock, key: phiKey, isStopped });
  return isStopped() ? stopped : ok({ practice, origin, logKey, phiKey });
}

async function findPractice(db: Database): Promise<Practice | null> {
  const row = await db
    .selectFrom('practice')
    .select(['practice_id', 'name', 'time_zone', 'synthetic'])
    .executeTakeFirst();
  if (row === undefined) return null;
  return { practiceId: row.practice_id, name: row.name, timeZone: row.time_zone, synthetic: row.synthetic };
}

/** The start itself is an event; the first one makes the practice. */
async function recordStart(
  acts: Acts,
  newPractice: Practice | null,
  isOlder: boolean,
  phiKey: ServiceKey,
  clock: Clock,
): Promise<void> {
  await acts.act(async (transaction, record) => {
    const now = clock();
    if (newPractice !== null) {
      const { practiceId, name, timeZone, synthetic } = newPractice;
      await transaction
        .insertInto('practice')
        .values({ practice_id: practiceId, name, time_zone: timeZone, synthetic, created_at: now })
        .execute();
      const resource = { type: 'Practice', id: practiceId };
      await record(
        systemDraft({ action: 'CREATE', verb: 'PRACTICE_CREATED', resource, category: 'system' }, now),
      );
    }
    // A practice from before there were any gets its first keys now; a new one comes with them.
    if ((await makeFirstKeys(transaction, phiKey, now)) && isOlder) {
      const resource = { type: 'PhiKey', id: '1' };
      await record(systemDraft({ ...serviceChange, resource, verb: 'PHI_KEY_CREATED' }, now));
    }
    const left = await leaveOlderKeys(transaction, phiKey);
    if (left > 0) {
      const happened = {
        resource: { type: 'PhiKey' },
        verb: 'PHI_SERVICE_KEY_REPLACED',
        meta: { keys: left },
      };
      await record(systemDraft({ ...serviceChange, ...happened }, now));
    }
    await record(systemDraft({ ...serviceChange, verb: 'SERVICE_STARTED' }, now));
  });
}

/** A log that another key signed, or that was changed, must be seen before anything is added to it. */
async function checkHead(db: Database, key: LogKey): Promise<Result<unknown>> {
  const row = await db
    .selectFrom('checkpoint')
    .select(['size', 'recorded_at', 'subtrees', 'note'])
    .executeTakeFirstOrThrow();
  return openHead(row, key.verifier);
}

/** What was sealed under another key must be seen before anything is sealed under this one. */
async function checkPhiKey(db: Database, phiKey: ServiceKey): Promise<Result<void>> {
  return !(await hasKeys(db)) || (await opensDataKeys(db, phiKey)) ? ok(undefined) : wrongPhiKey;
}

const wrongPhiKey = err(
  'not-found',
  'The key that this practice’s patient data is sealed under is not the one that was given, so the platform was not started. What it keeps was left as it is.',
  'Ask your IT staff to restore the key, in the keychain or its file, from a backup.',
);

const stopped = err('cancelled', 'The start was stopped.', 'Start again.');
