import type { Acts, Recorder } from '../audit/act';
import { systemDraft } from '../audit/draft';
import { MINUTE, type Clock } from '../clock';
import type { Database, DatabaseTransaction } from '../database/schema';
import type { Rounds } from '../operations/rounds';
import { finishErasures, newestErasedUnder } from '../retention/erasures';
import { lockKeys, rewrapKeys, rotateKeys, sealingKeys, type ServiceKey } from './data-keys';
import { overwriteDestroyed } from './overwrite';
import { countUnder, resealRows, sealedColumns, type Passing, type SealedColumn } from './sealed-columns';

/** What the care of keys works with. */
export interface KeyCare {
  db: Database;
  acts: Acts;
  clock: Clock;
  key: ServiceKey;
  /** Writes down which patients are erased, for restores; undefined where no backups are made. */
  listErasures?: ((transaction: DatabaseTransaction) => Promise<void>) | undefined;
  /** Once true, no further batch begins. */
  isStopped(): boolean;
}

const DAY = 24 * 60 * MINUTE;
/** A quarter; and how long an old key is kept, for what still comes up under it (seed: vantrexia). */
export const ROTATE_AFTER = 90 * DAY;
export const KEEP_FOR = 90 * DAY;

/** Rows of one transaction: some milliseconds, so that nobody waits for a batch. */
const BATCH = 500;

const system = { action: 'UPDATE', category: 'system' } as const;

/**
 * One round: rotates when a quarter is over, seals anew what is under an older key, retires keys that nothing is
 * under any more, destroys those whose time has passed, and has them leave the database's files. Each step commits by
 * itself and finds from the tables what is left to do: killed anywhere, the next round goes on. False where another
 * round is wanted soon.
 */
export async function careForKeys(care: KeyCare): Promise<boolean> {
  await rotateWhenDue(care);
  for (const column of sealedColumns) await reseal(care, column, 'outdated');
  if (care.isStopped()) return true;
  await retireUnused(care);
  await destroyOld(care);
  await destroyErased(care);
  if (!(await overwriteDestroyed(care.db, care.clock))) return false;
  await certifyErasures(care);
  return true;
}

/** Seals what an earlier version of the program left in clear, with an event for each batch. */
export async function sealClear(care: KeyCare): Promise<void> {
  for (const column of sealedColumns) await reseal(care, column, 'clear');
}

async function rotateWhenDue({ acts, clock, key, isStopped }: KeyCare): Promise<void> {
  if (isStopped()) return;
  await acts.quietly(async (transaction, record) => {
    await lockKeys(transaction);
    const now = clock();
    const { created_at } = await transaction
      .selectFrom('phi_key')
      .select('created_at')
      .where('purpose', '=', 'field')
      .where('state', '=', 'current')
      .executeTakeFirstOrThrow();
    if (now - created_at < ROTATE_AFTER) return;
    const version = await rotateKeys(transaction, key, now);
    await record(keyEvent('PHI_KEY_ROTATED', version, now));
  });
}

async function reseal(
  { acts, clock, key, isStopped }: KeyCare,
  column: SealedColumn,
  passing: Passing,
): Promise<void> {
  let after = '';
  for (let isMore = true; isMore && !isStopped();) {
    const batch = await acts.quietly(async (transaction, record) => {
      const keys = await sealingKeys(transaction, key);
      const resealed = await resealRows(transaction, keys, column, passing, after, BATCH);
      // Sealing anew changes nothing that anybody could see; it is recorded once, when the old key retires.
      if (passing === 'clear' && resealed.sealed > 0) {
        await record({
          ...systemDraft({ ...system, verb: 'PHI_SEALED', resource: { type: column.table } }, clock()),
          volume: { records: resealed.sealed },
        });
      }
      return resealed;
    });
    after = batch.last;
    isMore = batch.found === BATCH;
    // PGlite answers without leaving the turn: others come in between.
    await nextTurn();
  }
}

async function retireUnused({ acts, clock, key }: KeyCare): Promise<void> {
  await acts.quietly(async (transaction, record) => {
    await lockKeys(transaction);
    await rewrapKeys(transaction, await sealingKeys(transaction, key));
    for (const version of await fieldKeys(transaction, 'retiring')) {
      if ((await countUnder(transaction, version)) > 0) continue;
      const now = clock();
      await changeFieldKey(transaction, version, { state: 'retired', retired_at: now });
      await record(keyEvent('PHI_KEY_RETIRED', version, now));
    }
  });
}

/** Not while anything is under it: a straggler that another node wrote is sealed anew first. */
async function destroyOld({ acts, clock }: KeyCare): Promise<void> {
  await acts.quietly(async (transaction, record) => {
    await lockKeys(transaction);
    const now = clock();
    await destroy(transaction, await fieldKeys(transaction, 'retired', now - KEEP_FOR), record, now);
  });
}

async function destroy(
  transaction: DatabaseTransaction,
  versions: readonly number[],
  record: Recorder,
  now: number,
): Promise<void> {
  for (const version of versions) {
    if (await isNeeded(transaction, version)) continue;
    const gone = { state: 'destroyed', wrapped: null, destroyed_at: now } as const;
    await changeFieldKey(transaction, version, gone);
    await record(keyEvent('PHI_KEY_DESTROYED', version, now));
  }
}

/** What was erased for good must not wait: the keys that sealed it go as soon as nothing else is under them. */
async function destroyErased({ acts, clock, listErasures }: KeyCare): Promise<void> {
  await acts.quietly(async (transaction, record) => {
    await lockKeys(transaction);
    const upTo = await newestErasedUnder(transaction);
    if (upTo === null) return;
    // First: a restore must know of it before it counts as done.
    await listErasures?.(transaction);
    const retired = await fieldKeys(transaction, 'retired');
    await destroy(
      transaction,
      retired.filter((version) => version <= upTo),
      record,
      clock(),
    );
  });
}

async function certifyErasures({ acts, clock }: KeyCare): Promise<void> {
  await acts.quietly(async (transaction, record) => {
    await lockKeys(transaction);
    await finishErasures(transaction, record, clock());
  });
}

async function isNeeded(transaction: DatabaseTransaction, version: number): Promise<boolean> {
  if ((await countUnder(transaction, version)) > 0) return true;
  const wrapped = await transaction
    .selectFrom('phi_key')
    .select('version')
    .where('wrapped_by', '=', version)
    .where('state', '<>', 'destroyed')
    .limit(1)
    .executeTakeFirst();
  return wrapped !== undefined;
}

async function fieldKeys(
  transaction: DatabaseTransaction,
  state: 'retiring' | 'retired',
  before = Number.MAX_SAFE_INTEGER,
): Promise<number[]> {
  const rows = await transaction
    .selectFrom('phi_key')
    .select(['version', 'retired_at'])
    .where('purpose', '=', 'field')
    .where('state', '=', state)
    .orderBy('version')
    .execute();
  return rows.filter(({ retired_at }) => (retired_at ?? 0) <= before).map(({ version }) => version);
}

async function changeFieldKey(
  transaction: DatabaseTransaction,
  version: number,
  change: { state: 'retired' | 'destroyed'; wrapped?: null; retired_at?: number; destroyed_at?: number },
): Promise<void> {
  await transaction
    .updateTable('phi_key')
    .set(change)
    .where('purpose', '=', 'field')
    .where('version', '=', version)
    .execute();
}

function keyEvent(verb: string, version: number, now: number): Parameters<Recorder>[0] {
  const resource = { type: 'PhiKey', id: String(version) };
  return systemDraft({ ...system, verb, resource }, now);
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

export interface KeyCareTimer {
  /** A round soon: keys were just rotated. */
  nudge(): void;
  /** No round starts any more; resolves when the running one has ended, at its next batch. */
  stop(): Promise<void>;
}

/**
 * A round at once, then one each hour and after a nudge; while something is left to do after 1, 2, 4 … 60 seconds: what
 * stood in its way is mostly over at once, and somebody may wait for a certificate.
 */
export function startKeyCare(care: Omit<KeyCare, 'isStopped'>, rounds: Rounds): KeyCareTimer {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isNudged = false;
  let isStopped = false;
  let soon = SECOND_MS;

  function run(): void {
    clearTimeout(timer);
    isNudged = false;
    running = careForKeys({ ...care, isStopped: () => isStopped })
      .then(
        (isDone) => {
          rounds.done();
          return isDone;
        },
        (error: unknown) => {
          rounds.failed(error);
          // What it was to do is left to do.
          return false;
        },
      )
      .then((isDone) => {
        running = undefined;
        if (isStopped) return;
        if (isNudged) return run();
        timer = setTimeout(run, isDone ? HOUR_MS : soon);
        soon = isDone ? SECOND_MS : Math.min(2 * soon, MINUTE_MS);
      });
  }

  run();
  return {
    nudge() {
      isNudged = true;
      if (running === undefined && !isStopped) run();
    },
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
