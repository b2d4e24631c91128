import { sql } from 'kysely';
import { actsOn } from '../../../src/platform/audit/act';
import { systemDraft } from '../../../src/platform/audit/draft';
import { extendLog } from '../../../src/platform/audit/extend-log';
import { logKeyFrom } from '../../../src/platform/audit/log-key';
import type { Database } from '../../../src/platform/database/schema';
import type { TestKeys, TestPlatform } from './running';

const MONTH = 30 * 24 * 3600;

/** Puts the database's own clock where a test wants it, which takes the owner of its functions. Microseconds. */
export async function setDatabaseClock(owner: Database, micros: number): Promise<void> {
  await sql
    .raw(
      `create or replace function database_clock() returns bigint language sql volatile as $$ select ${micros}::bigint $$`,
    )
    .execute(owner);
}

/** Lets years go by in which something is recorded each month, by the service's clock and by the database's. */
export async function yearsLater(
  platform: TestPlatform,
  keys: TestKeys,
  owner: Database,
  seconds: number,
): Promise<void> {
  const { db, now } = platform;
  const { practice_id } = await db.selectFrom('practice').select('practice_id').executeTakeFirstOrThrow();
  const key = logKeyFrom(keys.logKey, `wardkeeper/${practice_id}`);
  const acts = actsOn(db, now, () => undefined);
  const happened = { action: 'READ', verb: 'CHART_OPENED', resource: { type: 'Chart' } } as const;
  for (let left = seconds; left > 0; left -= MONTH) {
    platform.advance(Math.min(left, MONTH));
    await acts.act((_, record) => record(systemDraft(happened, now())));
    await extendLog(db, key, now);
    await platform.placed();
  }
  await setDatabaseClock(owner, now());
}
