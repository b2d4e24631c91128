import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../shared/transparency/canonical-json';
import type { Caller } from '../access/caller';
import type { Service } from '../service';
import { draftBy, type Happened } from './draft';

/**
 * Records that a session asks a question of the trail, before anything is answered: once, however many pages
 * it reads and however often it asks again. So reading does not feed itself. `question` is without its page
 * and without patients, who stand in the event as whom it concerns.
 */
export async function recordQuestion(
  { acts, clock, db }: Pick<Service, 'acts' | 'clock' | 'db'>,
  caller: Caller,
  happened: Happened,
  question: JsonObject,
  patients: string[] = [],
): Promise<void> {
  const asked = canonicalJson({
    verb: happened.verb,
    resource: { ...happened.resource },
    question,
    patients,
  });
  const row = { session_id: caller.sessionId, digest: hash('sha256', asked, 'base64url') };
  const known = await db
    .selectFrom('trail_question')
    .select('digest')
    .where('session_id', '=', row.session_id)
    .where('digest', '=', row.digest)
    .executeTakeFirst();
  if (known !== undefined) return;
  await acts.quietly(async (transaction, record) => {
    // Of two askings at once the second finds the first one's row.
    const fresh = await transaction
      .insertInto('trail_question')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .returning('digest')
      .executeTakeFirst();
    if (fresh === undefined) return;
    await record({ ...draftBy(caller, { ...happened, meta: { question } }, clock()), patients });
  });
}
