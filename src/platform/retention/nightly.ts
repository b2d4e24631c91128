import { sql } from 'kysely';
import { applyRetention } from '../../shared/contract/platform/retention';
import type { Acts } from '../audit/act';
import { happenedIn, systemDraft } from '../audit/draft';
import type { Clock } from '../clock';
import type { DatabaseTransaction } from '../database/schema';
import type { ServiceKey } from '../phi/data-keys';
import type { Rounds } from '../operations/rounds';
import { nightlyNow } from '../quiet-hours';
import { hideNext } from './encounters';
import { lockHolds } from './holds';

/** What the nightly retention works with. */
export interface RetentionCare {
  acts: Acts;
  clock: Clock;
  phi: { key: ServiceKey };
  practice: { timeZone: string };
  /** Once true, no further step begins. */
  isStopped(): boolean;
}

const LOOK_MS = 10 * 60_000;

/**
 * Applies the retention policies as they stand: what is beyond them is archived and hidden, some hundred records a
 * transaction, each with its event. What is left is found from the tables: killed anywhere, the next look goes on; of
 * two nodes one does it. Where nothing is beyond them, nothing is written.
 */
export async function careForRetention({
  acts,
  clock,
  phi,
  practice,
  isStopped,
}: RetentionCare): Promise<void> {
  for (let isMore = true; isMore && !isStopped();) {
    isMore = await acts.quietly(async (transaction, record) => {
      if (!(await takeTurn(transaction))) return false;
      await lockHolds(transaction);
      const now = clock();
      const hidden = await hideNext(transaction, phi.key, now, nightlyNow(now, practice.timeZone));
      const { archiveId, count, cutoff, more } = hidden;
      if (count === 0) return false;
      const meta = { cutoff, ...(archiveId !== null && { archiveId }) };
      const happened = { ...happenedIn(applyRetention.audit), category: 'system', meta } as const;
      await record({ ...systemDraft(happened, now), volume: { records: count } });
      return more;
    });
  }
}

/** False where another node applies them at this moment. */
async function takeTurn(transaction: DatabaseTransaction): Promise<boolean> {
  const { rows } = await sql<{ locked: boolean }>`
    select pg_try_advisory_xact_lock(hashtextextended('retention', 0)) as locked`.execute(transaction);
  return rows[0]?.locked === true;
}

/** Looks six times an hour, like the archives of the log. `stop` resolves when the running look has ended. */
export function startRetentionCare(
  care: Omit<RetentionCare, 'isStopped'>,
  rounds: Rounds,
): { stop(): Promise<void> } {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let isStopped = false;
  const wait = () => (timer = setTimeout(run, LOOK_MS));

  function run(): void {
    running = careForRetention({ ...care, isStopped: () => isStopped })
      .then(rounds.done, rounds.failed)
      .then(() => {
        if (!isStopped) wait();
      });
  }

  wait();
  return {
    async stop() {
      isStopped = true;
      clearTimeout(timer);
      await running;
    },
  };
}
