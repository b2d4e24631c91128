import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../shared/transparency/canonical-json';
import type { Caller } from '../access/caller';
import { prepared } from '../database/prepared';
import { askTogether, type Questions } from '../database/question';
import type { Service } from '../service';
import { draftBy, type Happened } from './draft';

interface Asked {
  happened: Happened;
  /** Without its page, and without patients. */
  question: JsonObject;
  /** Whom it asks about: its event concerns them. */
  patients?: string[];
}

/**
 * Asks the trail, and gives the answers once it is recorded that they were asked for: once in a session, however many
 * pages it reads and however often it asks again. So reading does not feed itself. Throws what the database throws.
 */
export async function askTrail<Answers extends unknown[]>(
  { acts, clock, db }: Pick<Service, 'acts' | 'clock' | 'db'>,
  caller: Caller,
  { happened, question, patients = [] }: Asked,
  questions: Questions<Answers>,
): Promise<Answers> {
  const whole = canonicalJson({
    verb: happened.verb,
    resource: { ...happened.resource },
    question,
    patients,
  });
  const row = { session_id: caller.sessionId, digest: hash('sha256', whole, 'base64url') };
  const [known, ...answers] = await askTogether<[{ digest: string }[], ...Answers]>(db, [
    asked.with(row),
    ...questions,
  ]);
  if (known.length > 0) return answers;
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
  return answers;
}

const asked = prepared<{ session_id: string; digest: string }, { digest: string }>(
  (db, { session_id, digest }) =>
    db
      .selectFrom('trail_question')
      .select('digest')
      .where('session_id', '=', session_id)
      .where('digest', '=', digest),
);
