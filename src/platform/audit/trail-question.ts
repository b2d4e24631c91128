import { hash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../shared/transparency/canonical-json';
import type { Caller } from '../access/caller';
import { prepared, reading, type Question } from '../database/prepared';
import type { Service } from '../service';
import { draftBy, type Happened } from './draft';

/** A question that a session asks of the trail. */
export interface Asking {
  isKnown: Question<boolean>;
  /** Nothing may be answered before, where it is not known. Throws what the database throws. */
  record(): Promise<void>;
}

/**
 * That a session asks a question of the trail is recorded once, however many pages it reads and however often it asks
 * again. So reading does not feed itself. `question` is without its page and without patients, who stand in the event
 * as whom it concerns.
 */
export function askingOf(
  { acts, clock }: Pick<Service, 'acts' | 'clock'>,
  caller: Caller,
  happened: Happened,
  question: JsonObject,
  patients: string[] = [],
): Asking {
  const whole = canonicalJson({
    verb: happened.verb,
    resource: { ...happened.resource },
    question,
    patients,
  });
  const row = { session_id: caller.sessionId, digest: hash('sha256', whole, 'base64url') };
  return {
    isKnown: reading(asked.with(row), (found) => found.length > 0),
    record: () =>
      acts.quietly(async (transaction, record) => {
        // Of two askings at once the second finds the first one's row.
        const fresh = await transaction
          .insertInto('trail_question')
          .values(row)
          .onConflict((conflict) => conflict.doNothing())
          .returning('digest')
          .executeTakeFirst();
        if (fresh === undefined) return;
        await record({ ...draftBy(caller, { ...happened, meta: { question } }, clock()), patients });
      }),
  };
}

const asked = prepared<{ session_id: string; digest: string }, { digest: string }>(
  (db, { session_id, digest }) =>
    db
      .selectFrom('trail_question')
      .select('digest')
      .where('session_id', '=', session_id)
      .where('digest', '=', digest),
);
