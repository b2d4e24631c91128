import { randomInt } from 'node:crypto';
import type { DatabaseTransaction } from '../database/schema';
import { trees } from '../synthetic/trees';

const TRIES = 100;

/**
 * Enters a patient under a pseudonym that nobody has: drawn at random, so that it says neither when somebody came
 * nor who came before. Throws where none was free in a hundred draws.
 */
export async function enterPatient(transaction: DatabaseTransaction, patientId: string): Promise<string> {
  const { count } = await transaction
    .selectFrom('patient')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  // Three times as many as are needed, as in the list that they join.
  const numbers = Math.max(600, Math.ceil((3 * (count + 1)) / trees.length));
  for (let attempt = 0; attempt < TRIES; attempt += 1) {
    const pseudonym = `${trees[randomInt(trees.length)] ?? ''} ${1 + randomInt(numbers)}`;
    const entered = await transaction
      .insertInto('patient')
      .values({ patient_id: patientId, pseudonym })
      .onConflict((conflict) => conflict.column('pseudonym').doNothing())
      .returning('pseudonym')
      .executeTakeFirst();
    if (entered !== undefined) return entered.pseudonym;
  }
  throw new RangeError('No pseudonym is free');
}
