import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { auditEventDraft, type AuditEventDraft } from '../../shared/domain/audit-event/audit-event';
import { uuidV7From } from '../../shared/domain/audit-event/uuid-v7';
import { fitsOf } from '../../shared/contract/fits';
import type { Clock } from '../clock';
import { prepared } from '../database/prepared';
import { sendAlong } from '../database/question';
import type { Database, DatabaseTransaction } from '../database/schema';
import { DamagedLog } from './damaged-log';

/**
 * Adds an event to the intake, in the transaction of what it records: with the next statement, or with the commit.
 * Throws where it breaks the schema; that the intake refuses it shows with that statement, so nothing that cannot be
 * undone may stand between them.
 */
export type Recorder = (draft: AuditEventDraft) => Promise<void>;

export interface Acts {
  /**
   * Does something that the trail must tell of: `work` and the events it records commit together or not at
   * all. Throws, and nothing has happened in the database, when `work` throws, when the intake refuses an event, and when
   * `work` recorded none. `DamagedLog`, before any work, once the log cannot go on.
   */
  act<T>(work: Work<T>): Promise<T>;
  /**
   * The same for work that by its declaration may have nothing to tell: a refreshed session, an attempt that
   * is counted. What it does record commits with it.
   */
  quietly<T>(work: Work<T>): Promise<T>;
}

type Work<T> = (transaction: DatabaseTransaction, record: Recorder) => Promise<T>;

/** `committed` runs after each act: the sequencer has something to do. */
export function actsOn(
  db: Database,
  clock: Clock,
  committed: () => void,
  isLogDamaged: () => boolean = () => false,
): Acts {
  async function run<T>(work: Work<T>, mayBeSilent: boolean): Promise<T> {
    if (isLogDamaged()) throw new DamagedLog();
    let recorded = 0;
    const done = await db.transaction().execute(async (transaction) => {
      const result = await work(transaction, async (draft) => {
        await takeIn(transaction, draft, clock());
        recorded += 1;
      });
      if (recorded === 0 && !mayBeSilent) throw new UnrecordedAct();
      return result;
    });
    if (recorded > 0) committed();
    return done;
  }
  return {
    act: (work) => run(work, false),
    quietly: (work) => run(work, true),
  };
}

/** Our own fault: a handler changed something without saying so. The change was rolled back. */
export class UnrecordedAct extends Error {
  override name = 'UnrecordedAct';
}

/** Most drafts fit as they are: parsing would build each one anew, in the transaction of somebody's act. */
const fits = fitsOf(auditEventDraft);

async function takeIn(transaction: DatabaseTransaction, draft: AuditEventDraft, now: number): Promise<void> {
  const text = JSON.stringify(fits?.(draft) === true ? draft : auditEventDraft.parse(draft));
  const id = uuidV7From(Math.floor(now / 1000), randomUUID());
  await sendAlong(transaction, insert.with({ id, text }));
}

const insert = prepared<{ id: string; text: string }, unknown>(
  (_, { id, text }) => sql`insert into audit_intake (event_id, draft) values (${id}, ${text})`,
);
